#!/bin/sh
# Make a virtual environment with the newest Python that thymos runs on.
# usage: tools/venv.sh FOLDER     (PYTHON=/path/to/python overrides the choice)
# Exit 2, with one line that names what is missing, when it cannot.
set -eu

folder=${1:?usage: tools/venv.sh FOLDER}

complain() {
    echo "thymos: $1" >&2
    exit 2
}

# A name on the PATH may be a stub that only says how to install it, so each candidate is run.
version_of() {
    "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || true
}

python='' seen=''
for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
    found=$(version_of "$candidate")
    case $found in
        3.11 | 3.12 | 3.13) python=$candidate; break ;;
        ?*) seen="$seen $candidate is $found;" ;;
    esac
done
if [ -z "$python" ]; then
    [ -n "$seen" ] || seen=" ${PYTHON:-python3} does not run;"
    complain "needs Python 3.11, 3.12 or 3.13 (${seen# } name another with PYTHON=...)"
fi

# Debian ships `venv` without `ensurepip`; asking first leaves no half-made folder behind.
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    complain "needs python3-venv for $python $found (Debian, Ubuntu: apt install python3-venv)"

if ! "$python" -m venv --clear "$folder"; then
    rm -rf "$folder"
    complain "$python could not make the virtual environment $folder"
fi
