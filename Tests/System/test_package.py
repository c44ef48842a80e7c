"""The Debian package: what is in it, and what installing, purging and installing again do to a machine."""

import os
import pathlib
import re
import shutil
import stat
import subprocess
import tempfile
import unittest

from support import BINARIES, ROOT

SCRIPT = ROOT / "scripts/package"
KEYS = "/var/lib/budkavle/keys"


def run(*command, **more) -> subprocess.CompletedProcess:
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, **more)


class Overlay:
    """A throw-away copy of this machine: what is written there goes to memory."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="budkavle-overlay-", dir="/dev/shm"))
        for name in ("upper", "work", "root"):
            (self.folder / name).mkdir()
        self.root = self.folder / "root"
        done = run("mount", "-t", "overlay", "overlay", "-o",
                   f"lowerdir=/,upperdir={self.folder}/upper,workdir={self.folder}/work", self.root)
        if done.returncode != 0:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise unittest.SkipTest(f"needs an overlay file system: {done.stderr.strip()}")
        subprocess.run(["mount", "-t", "proc", "proc", self.root / "proc"], check=True)

    def call(self, *command) -> subprocess.CompletedProcess:
        return run("chroot", self.root, "env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C", *command)

    def path(self, name: str) -> pathlib.Path:
        return self.root / name.lstrip("/")

    def close(self):
        run("umount", self.root / "proc")
        run("umount", self.root)
        shutil.rmtree(self.folder, ignore_errors=True)


class PackageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not shutil.which("dpkg-shlibdeps"):
            raise unittest.SkipTest("needs dpkg-dev")
        if not (BINARIES / "budkavle").exists():
            raise unittest.SkipTest(f"no agent in {BINARIES}")
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="budkavle-package-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        done = run(SCRIPT, "--binaries", BINARIES, "--output", cls.folder, "--version", "1.2~test")
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        cls.package = pathlib.Path(done.stdout.strip())
        cls.content = cls.folder / "content"
        subprocess.run(["dpkg-deb", "-R", cls.package, cls.content], check=True)

    def field(self, name: str) -> str:
        return run("dpkg-deb", "-f", self.package, name).stdout.strip()

    def test_control_names_what_the_agent_links_to(self):
        self.assertEqual(self.field("Version"), "1.2~test")
        self.assertEqual(self.field("Architecture"), run("dpkg", "--print-architecture").stdout.strip())
        needs = {re.split(r"[ (]", part.strip())[0] for part in self.field("Depends").split(",")}
        linked = run("objdump", "-p", BINARIES / "budkavle").stdout
        for library, package in (("libsqlite3.so", "libsqlite3-0"), ("libgpiod.so", "libgpiod2"), ("libmodbus.so", "libmodbus5"),
                                 ("libzstd.so", "libzstd1"), ("libcurl.so", "libcurl4")):
            if f"NEEDED               {library}" in linked:
                self.assertIn(package, needs)
        self.assertLessEqual({"libc6", "libsqlite3-0", "systemd", "udev"}, needs)

    def test_files_are_roots_and_in_their_places(self):
        listing = run("dpkg-deb", "-c", self.package).stdout.splitlines()
        self.assertEqual({line.split()[1] for line in listing}, {"root/root"})
        files = {line.split()[5][1:]: line.split()[0] for line in listing if not line.startswith("d")}
        self.assertEqual(files["/usr/bin/budkavle"], "-rwxr-xr-x")
        for path in ("/usr/lib/systemd/system/budkavle.service", "/usr/lib/sysusers.d/budkavle.conf",
                     "/usr/lib/tmpfiles.d/budkavle.conf", "/usr/lib/udev/rules.d/61-budkavle.rules",
                     "/usr/share/doc/budkavle/copyright", "/usr/share/doc/budkavle/changelog.gz", "/usr/share/man/man1/budkavle.1.gz"):
            self.assertEqual(files[path], "-rw-r--r--", path)
        boards = {pathlib.Path(path).name for path in files if path.startswith("/usr/share/budkavle/boards/")}
        self.assertEqual(boards, {board.name for board in (ROOT / "boards").glob("*.toml")})
        examples = {pathlib.Path(path).name for path in files if path.startswith("/usr/share/doc/budkavle/examples/")}
        self.assertLessEqual({"vehicle.toml", "csu.toml", "warehouse.toml"}, examples)
        # What a technician writes is no file of the package.
        self.assertEqual([path for path in files if not path.startswith("/usr/")], [])

    def test_pages_that_are_named_are_there(self):
        pages = self.content / "usr/share/doc/budkavle"
        for page in pages.glob("*.md"):
            for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
                self.assertTrue((pages / link).is_file(), f"{page.name} links to {link}")
        texts = [run(BINARIES / "budkavle", "doctor", "--help").stdout, (pages / "doctor.md").read_text()]
        texts += [file.read_text() for file in self.content.glob("usr/share/**/*.toml")]
        named = set(re.findall(r"/usr/share/(?:doc/)?budkavle/[a-z0-9/-]+\.(?:md|toml)", "".join(texts)))
        self.assertIn("/usr/share/doc/budkavle/configuration.md", named)
        for path in named:
            self.assertTrue((self.content / path[1:]).is_file(), path)

    def test_commands_that_doctor_advises_are_understood(self):
        rest = {"keys": ["--directory", self.folder / "made"], "doctor": ["--device", "/nowhere"]}
        text = (self.content / "usr/share/doc/budkavle/doctor.md").read_text()
        advised = set(re.findall(r"'budkavle ([^']+)'", text))
        self.assertIn("journal declare onboard --total NUMBER", advised)
        for command in advised:
            words = re.sub(r"\b[A-Z]+\b", "1", command).split()
            done = run(BINARIES / "budkavle", *words, *rest.get(words[0], ["--config", "/nowhere"]))
            self.assertNotEqual(done.returncode, 64, f"{command}: {done.stderr}")

    def test_manual_tells_what_help_tells(self):
        manual = run("gzip", "-dc", self.content / "usr/share/man/man1/budkavle.1.gz").stdout
        said = run(BINARIES / "budkavle", "--help").stdout
        commands = re.findall(r"^  ([a-z]+) ", said.split("SUBCOMMANDS:")[1], re.MULTILINE)
        self.assertIn("run", commands)
        for command in commands:
            self.assertRegex(manual, rf"(?m)^  {command} ")

    def test_lintian_finds_nothing(self):
        if not shutil.which("lintian"):
            self.skipTest("needs lintian")
        # A debug agent finds the toolchain's libraries by a path of its own.
        done = run("lintian", "--allow-root", "--suppress-tags", "custom-library-search-path", self.package)
        self.assertEqual((done.returncode, done.stdout), (0, ""))

    def test_sums_are_those_of_the_files(self):
        done = run("md5sum", "--check", "--quiet", "DEBIAN/md5sums", cwd=self.content)
        self.assertEqual((done.returncode, done.stdout), (0, ""))

    def test_same_agent_gives_the_same_package(self):
        again = self.folder / "again"
        done = run(SCRIPT, "--binaries", BINARIES, "--output", again, "--version", "1.2~test")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.package.read_bytes(), pathlib.Path(done.stdout.strip()).read_bytes())

    def test_wrong_options_are_refused(self):
        for options in (["--version", "x1"], ["--binaries", "/nowhere"], ["--colour", "red"], ["--output"]):
            done = run(SCRIPT, "--output", self.folder / "refused", *options)
            self.assertNotEqual(done.returncode, 0, options)
            self.assertIn("package: ", done.stderr)
        self.assertFalse((self.folder / "refused").exists())

    def test_unit_is_understood_by_systemd(self):
        if not shutil.which("systemd-analyze"):
            self.skipTest("needs systemd-analyze")
        unit = self.folder / "budkavle.service"
        text = (self.content / "usr/lib/systemd/system/budkavle.service").read_text()
        unit.write_text(text.replace("/usr/bin/budkavle", str(self.content / "usr/bin/budkavle")))
        done = run("systemd-analyze", "verify", "--man=no", unit)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_rules_have_only_what_udev_knows(self):
        """Source: udev(7), keys and operators."""
        known = re.compile(r'(ACTION|SUBSYSTEM|KERNELS?|GROUP|MODE|SYMLINK|GOTO|LABEL|ENV\{[A-Z_]+\})(==|!=|\+=|=)"([^"]*)"')
        text = (self.content / "usr/lib/udev/rules.d/61-budkavle.rules").read_text().replace("\\\n", "")
        labels, jumps = set(), set()
        for line in text.splitlines():
            if not line or line.startswith("#"):
                continue
            for part in re.split(r",\s*", line):
                match = known.fullmatch(part)
                self.assertIsNotNone(match, part)
                labels |= {match[3]} if match[1] == "LABEL" else set()
                jumps |= {match[3]} if match[1] == "GOTO" else set()
        self.assertEqual(jumps, labels)
        # Every keyboard is a hidraw device: only those of makers of scanners are opened.
        for line in text.splitlines():
            if 'SUBSYSTEM=="hidraw"' in line and not line.startswith("#"):
                self.assertRegex(line, r'KERNELS=="000\[35\]:[0-9A-F]{4}:')
        self.assertEqual(set(re.findall(r'GROUP="(\w+)"', text)), {"budkavle"})
        self.assertNotIn("uaccess", "".join(line for line in text.splitlines() if not line.startswith("#")))

    @unittest.skipUnless(os.geteuid() == 0, "needs root")
    def test_installed_purged_and_installed_again(self):
        overlay = Overlay()
        self.addCleanup(overlay.close)
        for name in ("systemd-sysusers", "systemd-tmpfiles", "runuser", "deb-systemd-helper"):
            if overlay.call("sh", "-c", f"command -v {name}").returncode != 0:
                self.skipTest(f"needs {name}")
        shutil.copy(self.package, overlay.path("/budkavle.deb"))

        def dpkg(*arguments) -> str:
            # udev belongs to a machine with hardware, which this one need not be.
            done = overlay.call("dpkg", "--force-depends", *arguments)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            return done.stdout

        told = dpkg("--install", "/budkavle.deb")
        self.assertIn("write /etc/budkavle/agent.toml", told)
        user = overlay.call("id", "budkavle").stdout
        for group in ("budkavle", "dialout", "input", "gpio"):
            self.assertIn(f"({group})", user)
        number = int(re.search(r"uid=(\d+)", user)[1])
        state, keys = overlay.path("/var/lib/budkavle"), overlay.path(KEYS)
        self.assertEqual((stat.S_IMODE(state.stat().st_mode), state.stat().st_uid), (0o700, number))
        self.assertEqual(keys.stat().st_uid, number)
        public = overlay.call("budkavle", "keys", "show", "--directory", KEYS).stdout.strip()
        self.assertTrue(public and public in told, "the keys' public half is told when they are made")
        self.assertTrue(overlay.path("/etc/systemd/system/multi-user.target.wants/budkavle.service").is_symlink())

        self.configure(overlay)
        told = dpkg("--install", "/budkavle.deb")
        self.assertNotIn("write /etc/budkavle/agent.toml", told)
        self.assertEqual(overlay.call("budkavle", "keys", "show", "--directory", KEYS).stdout.strip(), public)

        dpkg("--remove", "budkavle")
        self.assertFalse(overlay.path("/usr/bin/budkavle").exists())
        self.assertIn("keys and journal stay", dpkg("--purge", "budkavle"))
        self.assertTrue(keys.exists() and overlay.path("/etc/budkavle/agent.toml").exists())
        self.assertFalse(overlay.path("/etc/systemd/system/multi-user.target.wants/budkavle.service").is_symlink())

        dpkg("--install", "/budkavle.deb")
        self.assertEqual(overlay.call("budkavle", "keys", "show", "--directory", KEYS).stdout.strip(), public)

    def configure(self, overlay: Overlay):
        """Each example that the package brings is sound on the machine where it is installed, with its board found by name."""
        folder = overlay.path("/etc/budkavle")
        self.assertEqual(stat.S_IMODE(folder.stat().st_mode), 0o750)
        for name in ("coordinator.keys", "client.pem", "client.key", "ca.pem"):
            (folder / name).write_text("-")
        for example in sorted(overlay.path("/usr/share/doc/budkavle/examples").glob("*.toml")):
            shutil.copy(example, folder / "agent.toml")
            done = overlay.call("budkavle", "check", "--config", "/etc/budkavle/agent.toml")
            self.assertEqual(done.returncode, 0, f"{example.name}: {done.stdout}{done.stderr}")


if __name__ == "__main__":
    unittest.main()
