"""Other people's programs from npm: as published, at the versions a test names, none of their install scripts run."""
import shutil
import subprocess


def from_npm(folder, packages, day=""):
    """Empty when they are in folder/node_modules now, else why not. `day`: what they need in turn as it was then, where newer
    ones want a newer Node than Debian's."""
    npm = shutil.which("npm")
    if not npm:
        return "npm is not installed"
    done = subprocess.run([npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", *([f"--before={day}"] if day else []), "--prefix", folder,
                           *packages], capture_output=True, text=True, timeout=240)
    return "" if done.returncode == 0 else f"npm could not fetch {packages}: {done.stderr[-400:]}"
