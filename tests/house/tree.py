"""What the checks of the house share: the project's own text files, and a run that first proves a check can fail."""
import pathlib
import subprocess
import sys
import tempfile

CODE = (".h", ".cpp")


def tracked(root):
    """Files that belong to the project: what git knows or would take."""
    done = subprocess.run(["git", "-c", "safe.directory=*", "-C", root, "ls-files", "-co", "--exclude-standard"],
                          capture_output=True, text=True)
    if done.returncode == 0 and done.stdout:
        return sorted(pathlib.Path(root, line) for line in done.stdout.splitlines() if pathlib.Path(root, line).is_file())
    return sorted(path for path in pathlib.Path(root).rglob("*") if path.is_file())


def code(root, *folders):
    roots = [pathlib.Path(root, folder) for folder in folders]
    return [path for path in tracked(root) if path.suffix in CODE and any(top in path.parents for top in roots)]


def plant(root, files):
    for name, text in files.items():
        path = pathlib.Path(root, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def run(check, sound, faults):
    """`check(root)` gives a list of complaints. `sound` is a small tree without fault; each of `faults` adds one to it:
    (file, its text, a word the complaint must hold)."""
    for planted in [None, *faults]:
        with tempfile.TemporaryDirectory() as folder:
            plant(folder, sound)
            if planted:
                plant(folder, {planted[0]: planted[1]})
            complaints = check(pathlib.Path(folder))
            if planted is None and complaints:
                sys.exit(f"the check complains about a sound tree: {complaints}")
            if planted and not any(planted[2] in line for line in complaints):
                sys.exit(f"the check does not see the fault planted in {planted[0]}: {complaints}")
    complaints = check(pathlib.Path(sys.argv[1]))
    for line in complaints:
        print(line)
    print(f"{len(faults)} planted faults seen, {len(complaints)} real ones")
    sys.exit(1 if complaints else 0)
