# SPDX-License-Identifier: MIT
"""Compares the figures with the bars and prints them."""

import dataclasses
import statistics

import commands


@dataclasses.dataclass(frozen=True)
class Verdict:
    bar: commands.Bar
    figure: float | None
    problem: str = ""

    @property
    def holds(self):
        return None if self.figure is None else self.figure <= self.bar.limit


def find(results, load, command):
    for result in results.get(load, ()):
        if result.command.name == command:
            return result
    return None


def per_socket(loads, load, result):
    return result.median / loads[load].sockets


def figure_of(bar, loads, results, result):
    if bar.unit == "s":
        return result.median
    if bar.unit == "KiB":
        return result.kib
    if bar.growth_from:
        before = find(results, bar.growth_from, bar.command)
        if before is None or before.problem:
            return None
        if bar.unit == "KiB more":
            return result.kib - before.kib
        if bar.unit == "s each":
            return (result.median - before.median) / loads[bar.load].sockets
        return per_socket(loads, bar.load, result) / per_socket(loads, bar.growth_from, before)
    against = find(results, bar.load, bar.against)
    beyond = find(results, bar.load, bar.beyond) if bar.beyond else None
    if against is None or against.problem or (bar.beyond and (beyond is None or beyond.problem)):
        return None
    if bar.unit == "processor ratio":
        return statistics.median(result.processor) / statistics.median(against.processor)
    return (result.median - (beyond.median if beyond else 0)) / against.median


def judge(bar, loads, results):
    if bar.load not in results:
        return Verdict(bar, None, "not measured")
    result = find(results, bar.load, bar.command)
    if result is None or result.problem:
        return Verdict(bar, None, result.problem if result else "not measured")
    figure = figure_of(bar, loads, results, result)
    return Verdict(bar, figure, "" if figure is not None else "nothing to compare it with")


def bar_text(bar):
    if bar.unit == "ratio" and bar.growth_from:
        return f"{bar.limit:.2f} x a socket"
    if bar.unit == "ratio":
        beyond = f" + {bar.beyond}" if bar.beyond else ""
        return f"{bar.limit:.2f} x {bar.against}{beyond}"
    if bar.unit == "processor ratio":
        return f"{bar.limit:.2f} x work of {bar.against}"
    return f"{bar.limit:g} {bar.unit}"


def print_results(load, results):
    print(f"\n{load.name}: {load.text}")
    print(f"  {'command':<62}{'rows':>10}{'median':>12}{'ratio':>8}{'peak KiB':>10}{'rounds':>8}")
    base = results[0].median
    for result in results:
        name = result.command.name
        if result.problem:
            print(f"  {name:<62}{'':>10}  {result.problem}")
            continue
        ratio = f"{result.median / base:.2f}" if base else "-"
        print(f"  {name:<62}{result.rows:>10,}{result.median * 1e3:>9.2f} ms{ratio:>8}"
              f"{result.kib:>10,}{len(result.seconds):>8}")


def print_verdicts(verdicts, counts_only):
    print(f"\n  {'load':<11}{'command':<62}{'bar':<36}{'figure':>10}")
    for verdict in verdicts:
        bar = verdict.bar
        figure = "-" if verdict.figure is None else f"{verdict.figure:.4g}"
        word = {True: "holds", False: "FAILS", None: verdict.problem}[verdict.holds]
        if counts_only and verdict.holds is not None:
            word = "not judged"
        print(f"  {bar.load:<11}{bar.command:<62}{bar_text(bar):<36}{figure:>10}  {word}")


def document(machine, loads, results, verdicts):
    """Everything as one object for JSON."""
    return {
        "machine": machine,
        "loads": [{
            "name": name,
            "kind": loads[name].kind,
            "sockets": loads[name].sockets,
            "processes": loads[name].processes if loads[name].kind else None,
            "commands": [{
                "command": result.command.name,
                "rows": result.rows,
                "problem": result.problem or None,
                "median_s": result.median,
                "seconds": result.seconds,
                "processor_s": result.processor,
                "peak_kib": result.kib or None,
            } for result in of_load],
        } for name, of_load in results.items()],
        "bars": [{
            **{field: value or None for field, value in dataclasses.asdict(verdict.bar).items()},
            "figure": verdict.figure,
            "holds": verdict.holds,
            "problem": verdict.problem or None,
        } for verdict in verdicts],
    }
