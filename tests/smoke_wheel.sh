#!/usr/bin/env bash
# Test what users install: build the wheel, install it alone, and use the package, the commands and the service.
#
#     bash tests/smoke_wheel.sh [PYTHON]
set -euo pipefail

python=$(command -v "${1:-python3}")
python=$(cd "$(dirname "$python")" && pwd)/$(basename "$python")
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
unset PYTHONPATH

"$python" -m build --wheel --outdir "$scratch" "$root" >"$scratch/build.log" 2>&1 || { cat "$scratch/build.log"; exit 1; }
test -f "$scratch"/steelyard-*-py3-none-any.whl || { echo "not one pure wheel: $(ls "$scratch")"; exit 1; }
"$python" -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install -qq --disable-pip-version-check --no-compile "$scratch"/*.whl

cd "$scratch" # away from the source: only the installed package can be found
export PATH="$scratch/venv/bin:$PATH"
python -I - <<'CHECK'
import importlib, pathlib, pkgutil, sysconfig, steelyard

home = pathlib.Path(steelyard.__file__).parent
assert home.is_relative_to(sysconfig.get_path("purelib")), f"not the installed package: {home}"
assert (home / "py.typed").exists(), "py.typed is not in the wheel"
for module in pkgutil.walk_packages(steelyard.__path__, "steelyard."):
    if not module.name.endswith("__main__") and not module.name.startswith("steelyard.service."):
        importlib.import_module(module.name)
for name in steelyard.__all__:
    getattr(steelyard, name)
CHECK
steelyard --help >help.txt
python -I -c "import sys, steelyard.cli; assert 'xlwings' not in sys.modules, 'the commands import xlwings'"
steelyard new syria -o book.xlsx >new.txt
steelyard check book.xlsx >check.txt || { cat check.txt; exit 1; }
steelyard show book.xlsx scores >scores.txt
steelyard addin build --libreoffice >extension.txt
python -m zipfile -l steelyard.oxt >members.txt # grep ends at the first hit, and a pipe would break
grep -q interface.rdb members.txt && grep -q Addons.xcu members.txt
test -s help.txt && test -s book.xlsx && test -s scores.txt
if steelyard serve --user me 2>refusal.txt; then echo "served without its extra"; exit 1; fi
grep -q "pip install 'steelyard\[server\]'" refusal.txt

# The service from the wheel: the dependencies of steelyard[server] come from the environment of the tests.
"$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))' >"$(python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/extra.pth"
port=$(python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
XLWINGS_LICENSE_KEY=noncommercial steelyard serve --user me --port "$port" >served.txt 2>&1 &
service=$!
trap 'kill "$service" 2>/dev/null || true; wait "$service" 2>/dev/null || true; rm -rf "$scratch"' EXIT
python - "$port" "$service" <<'CHECK' || { cat served.txt; exit 1; }
import http.client, json, os, pathlib, sys, time, steelyard

assert pathlib.Path(steelyard.__file__).is_relative_to(sys.prefix), "not the installed package"
while True: # until the service listens; once it has ended there is no such process any more
    os.kill(int(sys.argv[2]), 0)
    try:
        client = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=600)
        client.request("GET", "/xlwings/custom-functions-meta")
        break
    except ConnectionRefusedError:
        time.sleep(0.1)
names = {function["id"] for function in json.load(client.getresponse())["functions"]}
assert {"NET", "VERDICTS", "EXPLAIN"} <= names, names
client.request("POST", "/v1/show/scores", pathlib.Path("book.xlsx").read_bytes())
assert json.load(client.getresponse())["table"] == "scores"
client.request("GET", "/workbook")
assert b"drop it here" in client.getresponse().read()
CHECK
echo "the installed wheel works: $(basename "$scratch"/*.whl)"
