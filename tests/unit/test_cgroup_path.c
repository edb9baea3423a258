/* SPDX-License-Identifier: MIT */
#include "owners/cgroup_path.h"

#include "support.h"

/* 64 hexadecimal digits, as the runtimes name containers. */
#define ID  "4f5e6a7b8c9d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091"
#define ID2 "0011223344556677889900aabbccddeeff0011223344556677889900aabbccdd"
#define UID "a1b2c3d4-e5f6-7890-abcd-ef0123456789"
/* The same, as systemd's driver writes it, and the uid of a pod that the kubelet has from a file.
 */
#define UID_ "a1b2c3d4_e5f6_7890_abcd_ef0123456789"
#define HASH "0123456789abcdef0123456789abcdef"

#define USER "/user.slice/user-1000.slice/user@1000.service"

/* What a path says; NULL: no such name, "?": not visible from here. */
static const struct {
    const char *path, *unit, *user_unit;
} units[] = {
    {"/", NULL, NULL},
    {"/init.scope", "init.scope", NULL},
    {"/system.slice/nginx.service", "nginx.service", NULL},
    {"/system.slice/nginx.service/worker", "nginx.service", NULL},
    {"/system.slice/system-getty.slice/getty@tty1.service", "getty@tty1.service", NULL},
    {"/system.slice/dev-disk-by\\x2duuid-1.swap", "dev-disk-by\\x2duuid-1.swap", NULL},
    {"/system.slice/_cpu.service", "cpu.service", NULL},
    {"/system.slice/ssh.socket", "ssh.socket", NULL},
    {"/system.slice/docker-" ID ".scope", "docker-" ID ".scope", NULL},
    {"/system.slice", NULL, NULL},
    {"/user.slice/user-1000.slice/session-3.scope", "session-3.scope", NULL},
    {USER "/app.slice/foo.service", "user@1000.service", "foo.service"},
    {USER "/app.slice/app-org.gnome.Terminal.slice/vte-spawn-1.scope", "user@1000.service",
     "vte-spawn-1.scope"},
    {USER "/init.scope", "user@1000.service", "init.scope"},
    {USER, "user@1000.service", NULL},
    /* A user, or a container, can call a group below its own as it likes. */
    {USER "/app.slice/nginx.service", "user@1000.service", "nginx.service"},
    {USER "/nginx.service/sshd.service", "user@1000.service", "nginx.service"},
    {"/system.slice/a.service/user@0.service/b.service", "a.service", NULL},
    {"/machine.slice/machine-deb.scope/payload/system.slice/ssh.service", "machine-deb.scope",
     NULL},
    {"/machine.slice/systemd-nspawn@deb.service/payload/init.scope", "systemd-nspawn@deb.service",
     NULL},
    /* No units. */
    {"/docker/" ID, NULL, NULL},
    {"/lxc.payload.deb/system.slice/ssh.service", NULL, NULL},
    {"/a/system.slice/nginx.service", NULL, NULL},
    {"/.service", NULL, NULL},
    {"/service", NULL, NULL},
    {"/_", NULL, NULL},
    {"//system.slice//nginx.service/", "nginx.service", NULL},
    /* Seen from another control group namespace. */
    {"/../../system.slice/nginx.service", "nginx.service", NULL},
    {"/../"
     "user.slice/user-7.slice/user@7.service/a.service",
     "user@7.service", "a.service"},
    {"/../nginx.service", "?", "?"},
    {"/..", "?", "?"},
    {"/../..", "?", "?"},
    {"/...service", "...service", NULL},
};

static void check_part(enum cgroup_part (*put)(struct slice, struct strbuf *), const char *path,
                       const char *expected)
{
    struct strbuf name = {0};
    char *copy = exact_copy(path, strlen(path));
    enum cgroup_part part = put((struct slice){copy, strlen(path)}, &name);
    enum cgroup_part wanted = expected == NULL             ? CGROUP_PART_NONE
                              : strcmp(expected, "?") == 0 ? CGROUP_PART_UNKNOWN
                                                           : CGROUP_PART_KNOWN;
    if (part != wanted)
        print_error("%s\n", path);
    assert_int_equal(part, wanted);
    assert_text(&name, wanted == CGROUP_PART_KNOWN ? expected : "");
    free(copy);
}

TEST(a_path_names_the_unit)
{
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        check_part(cgroup_put_unit, units[i].path, units[i].unit);
        check_part(cgroup_put_user_unit, units[i].path, units[i].user_unit);
    }
}

#define KUBEPODS "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod"
#define MONITOR  "/machine.slice/libpod-conmon-"

static const struct {
    const char *path, *container, *runtime, *pod;
} containers[] = {
    {"/", NULL, NULL, NULL},
    {"/system.slice/docker.service", NULL, NULL, NULL},
    /* docker, with systemd and without */
    {"/system.slice/docker-" ID ".scope", ID, "docker", NULL},
    {"/system.slice/docker-" ID ".scope/init", ID, "docker", NULL},
    {"/docker/" ID, ID, "docker", NULL},
    {"/user.slice/user-1000.slice/user@1000.service/app.slice/docker-" ID ".scope", ID, "docker",
     NULL},
    {"/system.slice:docker:" ID, ID, "docker", NULL},
    {"/ecs/task-1/" ID, ID, "?", NULL},
    {"/docker/" ID "/docker/" ID2, ID, "docker", NULL},
    {"/../docker-" ID ".scope", ID, "docker", NULL},
    {"/../" ID, ID, "?", NULL},
    /* podman; conmon watches a container from outside */
    {"/machine.slice/libpod-" ID ".scope", ID, "podman", NULL},
    {"/machine.slice/libpod-" ID ".scope/container", ID, "podman", NULL},
    {"/libpod_parent/libpod-" ID, ID, "podman", NULL},
    {"/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" ID ".scope/container", ID,
     "podman", NULL},
    {"/machine.slice/machine-libpod_pod_" ID2 ".slice/libpod-" ID ".scope", ID, "podman", NULL},
    {"/system.slice/a.service/libpod-payload-" ID, ID, "podman", NULL},
    {MONITOR ID ".scope", NULL, NULL, NULL},
    /* Kubernetes */
    {KUBEPODS UID_ ".slice/cri-containerd-" ID ".scope", ID, "containerd", UID},
    {KUBEPODS UID_ ".slice/crio-" ID ".scope", ID, "cri-o", UID},
    {KUBEPODS UID_ ".slice/crio-conmon-" ID ".scope", NULL, NULL, UID},
    {KUBEPODS UID_ ".slice/docker-" ID ".scope", ID, "docker", UID},
    {KUBEPODS HASH ".slice/cri-containerd-" ID ".scope", ID, "containerd", HASH},
    {"/kubepods.slice/kubepods-pod" UID_ ".slice/cri-containerd-" ID ".scope", ID, "containerd",
     UID},
    {"/kubepods/besteffort/pod" UID "/" ID, ID, "?", UID},
    {"/kubepods/pod" UID "/crio-" ID, ID, "cri-o", UID},
    {"/kubepods/burstable/pod" HASH "/" ID, ID, "?", HASH},
    {"/system.slice/containerd.service/kubepods-burstable-pod" UID_ ".slice:cri-containerd:" ID, ID,
     "containerd", UID},
    {"/docker/" ID "/kubelet/kubepods/burstable/pod" UID "/" ID2, ID, "docker", UID},
    {"/kubepods/besteffort/pod" UID, NULL, NULL, UID},
    {"/system.slice/nerdctl-" ID ".scope", ID, "containerd", NULL},
    {"/default/" ID, ID, "?", NULL},
    /* LXC: version 2, LXD, Proxmox; the monitor runs outside */
    {"/lxc.payload.web-1/system.slice/nginx.service", "web-1", "lxc", NULL},
    {"/lxc.payload/web", "web", "lxc", NULL},
    {"/lxc/101/ns/init.scope", "101", "lxc", NULL},
    {"/lxc.monitor.web-1", NULL, NULL, NULL},
    {"/lxc.payload.", NULL, NULL, NULL},
    {"/lxc", NULL, NULL, NULL},
    /* nspawn; libvirt keeps virtual machines in the same slice */
    {"/machine.slice/machine-deb\\x2dsid.scope/payload", "deb-sid", "nspawn", NULL},
    {"/machine.slice/machine-deb.scope", "deb", "nspawn", NULL},
    {"/machine.slice/systemd-nspawn@deb-sid.service/payload/init.scope", "deb-sid", "nspawn", NULL},
    {"/machine.slice/machine-a\\x2.scope", "a\\x2", "nspawn", NULL},
    {"/machine.slice/machine-qemu\\x2d1\\x2dvm.scope", NULL, NULL, NULL},
    {"/machine.slice/machine-.scope", NULL, NULL, NULL},
    /* nearly */
    {"/docker/4f5e6a7b", NULL, NULL, NULL},
    {"/docker/" ID "0", NULL, NULL, NULL},
    {"/system.slice/docker-4f5e6a7b.scope", NULL, NULL, NULL},
    {"/system.slice/-" ID ".scope", NULL, NULL, NULL},
    {"/system.slice/other-" ID ".scope", NULL, NULL, NULL},
    {"/kubepods/pod", NULL, NULL, NULL},
    {"/kubepods/pod1234", NULL, NULL, NULL},
    {"/kubepods/tripod" UID, NULL, NULL, NULL},
    {"/kubepods/podA1B2C3D4-e5f6-7890-abcd-ef0123456789", NULL, NULL, NULL},
};

/* Files /proc/PID/cgroup, and the path that counts. */
static const struct {
    const char *file, *path;
} files[] = {
    {"0::/system.slice/nginx.service\n", "/system.slice/nginx.service"},
    {"0::/\n", "/"},
    {"0::/a:b:c\n", "/a:b:c"},
    {"0::/..\n", "/.."},
    /* cgroup v1 with systemd, which may have cgroup2 beside it */
    {"12:pids:/system.slice/a.service\n2:cpu,cpuacct:/\n1:name=systemd:/system.slice/b.service\n",
     "/system.slice/b.service"},
    {"1:name=systemd:/docker/" ID "\n0::/system.slice/containerd.service\n", "/docker/" ID},
    {"3:cpu:/\n1:name=systemd:/\n0::/system.slice/a.service\n", "/system.slice/a.service"},
    /* cgroup v1 without systemd */
    {"3:cpu:/\n2:memory:/docker/" ID "\n0::/\n", "/docker/" ID},
    {"3:cpu:/\n2:memory:/\n", "/"},
    /* no such file */
    {"", ""},
    {"\n\n", ""},
    {"0::\n", ""},
    {"0:/a\n", ""},
    {"no\n0::relative\n", ""},
    {"0::/without/an/end", "/without/an/end"},
};

TEST(a_path_names_the_container_and_the_pod)
{
    for (size_t i = 0; i < COUNT_OF(containers); i++) {
        check_part(cgroup_put_container, containers[i].path, containers[i].container);
        check_part(cgroup_put_runtime, containers[i].path, containers[i].runtime);
        check_part(cgroup_put_pod, containers[i].path, containers[i].pod);
    }
}

TEST(the_path_that_systemd_manages_counts)
{
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        size_t length = strlen(files[i].file);
        char *copy = exact_copy(files[i].file, length);
        assert_slice(cgroup_path_find((struct slice){copy, length}), files[i].path);
        free(copy);
    }
}

TEST(any_bytes_are_taken)
{
    static const char bytes[] = "/.:_@s\n\0-";
    uint64_t seed = 5;
    for (int i = 0; i < 20000; i++) {
        size_t length = random_below(&seed, 24);
        char *copy = calloc(1, length + 1);
        for (size_t j = 0; j < length; j++)
            copy[j] = bytes[random_below(&seed, sizeof(bytes))];
        struct slice slice = {copy, length};
        struct strbuf name = {0};
        cgroup_path_find(slice);
        cgroup_put_unit(slice, &name);
        cgroup_put_user_unit(slice, &name);
        cgroup_put_container(slice, &name);
        cgroup_put_runtime(slice, &name);
        cgroup_put_pod(slice, &name);
        strbuf_free(&name);
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_names_the_unit),
        cmocka_unit_test(a_path_names_the_container_and_the_pod),
        cmocka_unit_test(the_path_that_systemd_manages_counts),
        cmocka_unit_test(any_bytes_are_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
