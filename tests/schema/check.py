"""Tries every operation of the HTTP interface with what its description allows and forbids.

    check.py SCHEMATHESIS

Starts the program that GAVEL_BIN names as a demonstration in a directory of its own, signs in as
one person of each role, and lets schemathesis try the description as each of them, and as nobody.
The seed is fixed. No answer may be of 5xx, of a status or a type that is not described, or of
another shape than the description says. The live streams have tests of their own. Signing out comes
last: whoever signed out could try nothing more.
"""

import json
import os
import select
import subprocess
import sys
import tempfile
import time
import urllib.request

NAMES = ["seller1", "bidder1", "clerk1", "reviewer1", "supervisor1", "admin1"]
PASSWORD = "demo-only"
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
]
LIVE = ["--exclude-path-regex", "/live$"]
SIGNING_OUT = "end_session"
START_SECONDS = 60
STOP_SECONDS = 20
# Rows come behind by what happens within moments: bids of the demonstration, heartbeats.
ROWS_BEHIND_MAX = 50


def start(directory, log):
    """Starts the demonstration, and gives the process and its address."""
    command = [os.environ["GAVEL_BIN"], "demo", "--port", "0", "--dir", directory]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        ready, _, _ = select.select([process.stdout], [], [], START_SECONDS)
        line = process.stdout.readline() if ready else ""
        _, found, address = line.strip().partition("is open: ")
        if not found:
            raise SystemExit(f"the demonstration did not open: {line!r}")
    except BaseException:
        stop(process)
        raise
    return process, address


def stop(process):
    """Stops the demonstration as a person does, and gives the code it ended with."""
    process.terminate()
    try:
        process.communicate(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
    return process.returncode


def sign_in(address, name):
    body = json.dumps({"name": name, "password": PASSWORD}).encode()
    headers = {"Content-Type": "application/json"}
    asked = urllib.request.Request(f"{address}/api/v1/session", body, headers)
    with urllib.request.urlopen(asked, timeout=10) as answer:
        return json.load(answer)["token"]


def attempt(schemathesis, address, token, directory, chosen):
    """Tries the chosen operations as one person; tells whether nothing was found."""
    command = [
        schemathesis,
        "run",
        f"{address}/openapi.json",
        "--checks",
        ",".join(CHECKS),
        "--phases",
        "examples,coverage,fuzzing",
        "--max-examples",
        "20",
        "--seed",
        "20260701",
        "--suppress-health-check",
        "all",
        "--workers",
        "2",
        "--request-timeout",
        "15",
        "--continue-on-failure",
        "--warnings",
        "off",
        "--no-color",
        *chosen,
    ]
    if token is not None:
        command += ["--header", f"Authorization: Bearer {token}"]
    return subprocess.run(command, cwd=directory, check=False).returncode == 0


def faults(address):
    """What the server counts against itself: rulings that faulted, answers of 5xx, and rows that
    do not follow."""
    with urllib.request.urlopen(f"{address}/metrics", timeout=10) as answer:
        figures = dict(line.rsplit(" ", 1) for line in answer.read().decode().splitlines())
    answers = {name: count for name, count in figures.items() if "_answers_total{" in name}
    print("answers:", ", ".join(f"{count} of {name[-5:-2]}" for name, count in answers.items()))
    behind = int(figures["gavel_sequence"]) - int(figures["gavel_rows_sequence"])
    found = [f"{count} answers {name}" for name, count in answers.items() if '"5' in name]
    found += [f"{figures['gavel_faults_total']} faults"] * (figures["gavel_faults_total"] != "0")
    return found + [f"the rows are {behind} entries behind"] * (behind > ROWS_BEHIND_MAX)


def main():
    schemathesis = os.path.abspath(sys.argv[1])
    passed, failed = 0, 0
    with tempfile.TemporaryDirectory() as directory:
        with open(os.path.join(directory, "log"), "w+", encoding="utf-8") as log:
            process, address = start(os.path.join(directory, "exchange"), log)
            try:
                # All at once: what is tried holds further log-ins up.
                people = [(name, sign_in(address, name)) for name in NAMES]
                all_but_one = [*LIVE, "--exclude-operation-id", SIGNING_OUT]
                tries = [("nobody", None, LIVE)]
                tries += [(*person, all_but_one) for person in people]
                tries.append((*people[0], ["--include-operation-id", SIGNING_OUT]))
                for name, token, chosen in tries:
                    began = time.monotonic()
                    print(f"-- as {name}", flush=True)
                    is_good = attempt(schemathesis, address, token, directory, chosen)
                    print(f"-- {time.monotonic() - began:.0f} s as {name}", flush=True)
                    passed, failed = passed + is_good, failed + (not is_good)
                found = faults(address)
            finally:
                code = stop(process)
            if found or code != 0:
                failed += 1
                log.seek(0)
                print(*found, f"the server ended with {code}", log.read(), sep="\n")
            else:
                passed += 1
    print(f"# pass {passed}\n# fail {failed}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
