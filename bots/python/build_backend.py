"""Builds the wheel of this package with the standard library only (PEP 517), so that pip has nothing to fetch."""

import base64
import hashlib
import os
import zipfile

from packetman import __version__

NAME = f"packetman-{__version__}"
TAG = "py3-none-any"
METADATA = f"""Metadata-Version: 2.1
Name: packetman
Version: {__version__}
Summary: Learning environments for Packetman: Gymnasium and PettingZoo over games in lockstep
License: MIT
Requires-Python: >=3.8
Provides-Extra: gymnasium
Requires-Dist: gymnasium; extra == "gymnasium"
Requires-Dist: numpy; extra == "gymnasium"
Provides-Extra: pettingzoo
Requires-Dist: pettingzoo; extra == "pettingzoo"
Requires-Dist: gymnasium; extra == "pettingzoo"
Requires-Dist: numpy; extra == "pettingzoo"
"""
WHEEL = f"Wheel-Version: 1.0\nGenerator: packetman\nRoot-Is-Purelib: true\nTag: {TAG}\n"


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Writes the wheel, and returns the name of its file."""
    files = {f"{NAME}.dist-info/METADATA": METADATA.encode(), f"{NAME}.dist-info/WHEEL": WHEEL.encode()}
    for folder, _, names in os.walk("packetman"):
        for name in sorted(names):
            if name.endswith(".py"):
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    files[path.replace(os.sep, "/")] = file.read()
    record = "".join(f"{path},sha256={_hash(data)},{len(data)}\n" for path, data in files.items())
    files[f"{NAME}.dist-info/RECORD"] = (record + f"{NAME}.dist-info/RECORD,,\n").encode()
    wheel = f"{NAME}-{TAG}.whl"
    with zipfile.ZipFile(os.path.join(wheel_directory, wheel), "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return wheel


def build_sdist(sdist_directory, config_settings=None):
    raise NotImplementedError("the package is installed from a clone")


def _hash(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
