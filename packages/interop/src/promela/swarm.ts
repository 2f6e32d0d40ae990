// A script that searches an exported model with all the cores of a machine: first all of it, then, should that be too
// much, a swarm of searches that each go another way.
//
// A swarm (Holzmann, Joshi, Groce: Swarm Verification Techniques, IEEE TSE 2011) is many bitstate searches, each with
// another hash function, order and depth. Where the states outgrow memory each of them sees another part. Of pan's
// ways to search, only those are used that visit the same states as the plain one when there is room: `-DBCS` does not
// notice when nobody can move, and `-DBFS` counts the judge's states twice.
import { commentText } from './text.ts';

export interface SwarmOptions {
    /** The file of the model, beside the script. */
    readonly model: string;
    /** What is checked. */
    readonly title: string;
    /** A shell command that tells the execution in a file of steps, which is put behind it. */
    readonly importCommand: string;
    /** The compiler flags that the model needs. */
    readonly flags: string;
}

/** A script for bash. Its exit status: 0 all states searched and no error, 1 an error, 2 nothing found, 3 it could not run. */
export function swarmScript({ model, title, importCommand, flags }: SwarmOptions): string {
    const values: Readonly<Record<string, string>> = {
        TITLE: commentText(title),
        MODEL: quoted(model),
        FLAGS: quoted(flags),
        IMPORT: quoted(importCommand),
    };
    return SCRIPT.replace(/@(TITLE|MODEL|FLAGS|IMPORT)@/g, (_, name: string) => values[name]!);
}

/** As one word of a shell. */
export const quoted = (word: string): string =>
    /^[\w./=:,+@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

const SCRIPT = String.raw`#!/usr/bin/env bash
# @TITLE@: a search with all cores.
#
#   ./swarm.sh [-j JOBS] [-n RUNS] [-t SECONDS] [-w BITS] [-m MEGABYTES] [-s SEED] [-x] [-k]
#
#   -j JOBS       searches at the same time; the number of cores without it
#   -n RUNS       bitstate searches in the swarm (32)
#   -t SECONDS    for the exhaustive search, and for each of the swarm (600)
#   -w BITS       each of the swarm has 2^BITS bits for its states (30: 128 MB)
#   -m MEGABYTES  for the exhaustive search; half of the machine's without it
#   -s SEED       where the seeds begin (1): another one makes another swarm
#   -x            no exhaustive search first
#   -k            keep going after an error in the swarm, and count what else is found
#
# First the exhaustive search, by pan on all cores (-DNCORE). If it comes to its end, that is an answer. If memory or
# time run out, the swarm follows: what it finds is an error, and if it finds nothing, that proves nothing.
# What spin judges, and what it does not, is said at the top of the model.
#
# Exit status: 0 every state was searched and has no error; 1 an error was found; 2 nothing was found, but not every
# state was searched; 3 it could not run (spin and a C compiler are needed; CC names the compiler, gcc without it).

MODEL=@MODEL@
FLAGS=@FLAGS@
IMPORT=@IMPORT@

jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
runs=32 seconds=600 bits=30 seed=1 exhaustive=yes keep=no
megabytes=$(awk '/^MemTotal/ { print int($2 / 2048) }' /proc/meminfo 2>/dev/null)
megabytes=${'$'}{megabytes:-2048}

fail() { echo "swarm.sh: $*" >&2; exit 3; }
usage() { sed -n '2,/^$/p' "$here/swarm.sh" | sed 's/^# \{0,1\}//'; }
number() { case $2 in '' | *[!0-9]* | 0*) fail "$1 takes a whole number above 0, not '$2'" ;; esac; }

here=$(cd "$(dirname "$0")" && pwd) || exit 3
while getopts j:n:t:w:m:s:xkh option; do
    case $option in
        j) number -j "$OPTARG"; jobs=$OPTARG ;;
        n) number -n "$OPTARG"; runs=$OPTARG ;;
        t) number -t "$OPTARG"; seconds=$OPTARG ;;
        w) number -w "$OPTARG"; bits=$OPTARG ;;
        m) number -m "$OPTARG"; megabytes=$OPTARG ;;
        s) number -s "$OPTARG"; seed=$OPTARG ;;
        x) exhaustive=no ;;
        k) keep=yes ;;
        h) usage; exit 0 ;;
        *) fail "see $0 -h" ;;
    esac
done
shift $((OPTIND - 1))
[ $# -eq 0 ] || fail "what is '$1'? see $0 -h"
[ "$bits" -ge 18 ] && [ "$bits" -le 40 ] || fail "-w takes 18 to 40"

cc=${'$'}{CC:-gcc}
command -v spin >/dev/null || fail "there is no spin (apt-get install spin)"
command -v "$cc" >/dev/null || fail "there is no C compiler $cc (apt-get install gcc)"

work=$here/swarm
rm -rf "$work"
mkdir -p "$work" || fail "$work cannot be made"
cd "$work" || exit 3
cp "$here/$MODEL" . || fail "there is no $MODEL beside this script"
spin -a -o2 "$MODEL" >spin.log 2>&1 && [ -s pan.c ] || { cat spin.log; fail "spin does not take $MODEL"; }

# Nothing is left running: neither when this ends, nor when somebody ends it.
pids=
finish() { [ -z "$pids" ] || kill $pids 2>/dev/null; }
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

build() { # NAME FLAGS...
    local name=$1
    shift
    "$cc" $FLAGS "$@" -o "$name" pan.c >"$name.log" 2>&1 || { cat "$name.log"; fail "$cc does not compile pan.c with $*"; }
}

start() { # FOLDER COMMAND...: in the background, for no longer than it may
    local folder=$1
    shift
    mkdir -p "$folder"
    # pan names its shared memory after the model, and looks for it where it runs
    cp "$MODEL" "$folder/"
    (
        cd "$folder" || exit 3
        "$@" >log 2>&1 &
        pan=$!
        trap 'kill -INT $pan 2>/dev/null; wait $pan; exit' TERM
        left=$((seconds * 5))
        while kill -0 $pan 2>/dev/null; do
            [ $left -gt 0 ] || { echo 'swarm.sh: out of time' >>log; kill -INT $pan 2>/dev/null; break; }
            left=$((left - 1))
            sleep 0.2
        done
        wait $pan
        echo "swarm.sh: ended" >>log
    ) &
    pids="$pids $!"
}

found() { ls "$1"/*.trail >/dev/null 2>&1; }
named() { sed -n -e 's/.*pan:[0-9]*: assertion violated *!(\([A-Za-z0-9_]*\)).*/\1/p' -e t -e 's/.*pan:[0-9]*: //p' "$1/log" | head -n 1; }
states() { sed -n 's/^ *\([0-9.e+]*\) states, stored.*/\1/p' "$1/log" | head -n 1; }
depth() { sed -n 's/.*depth reached \([0-9]*\).*/\1/p' "$1/log" | head -n 1; }
complete() {
    grep -q 'errors: 0' "$1/log" && ! grep -q -i -e 'not completed' -e 'out of ' -e 'too small' -e 'aborting' -e 'truncated' \
        -e 'search terminated' -e 'resize' "$1/log"
}
covered() { # FOLDER
    local what="$(states "$1") states, depth $(depth "$1")"
    grep -q 'out of time' "$1/log" && what="$what, out of time"
    grep -q 'max search depth too small' "$1/log" && what="$what, cut at its depth"
    local factor=$(sed -n 's/^hash factor: \([0-9.e+]*\).*/\1/p' "$1/log")
    [ -z "$factor" ] || what="$what, $factor bits for a state"
    echo "$what"
}

tell() { # FOLDER
    cp "$(ls "$1"/*.trail | head -n 1)" "$here/$MODEL.trail"
    spin -t -p -k "$here/$MODEL.trail" "$MODEL" >"$here/$MODEL.steps" 2>&1
    echo
    echo "ERROR: $(named "$1")"
    echo "  the trail           $here/$MODEL.trail"
    echo "  its steps           $here/$MODEL.steps"
    echo "  as a story          $IMPORT $(printf %q "$here/$MODEL.steps")"
}

# A core may hand a state to another one: without -DFULL_TRAIL, the trail would begin there.
if [ $exhaustive = yes ]; then
    if [ "$jobs" -gt 1 ]; then build exhaustive -DNCORE="$jobs" -DFULL_TRAIL -DMEMLIM="$megabytes"; else build exhaustive -DMEMLIM="$megabytes"; fi
    echo "exhaustive search: $jobs cores, $megabytes MB, $seconds s"
    start all ../exhaustive -m1000000 -w24
    wait $pids
    pids=
    if found all; then
        echo "  $(covered all)"
        tell all
        exit 1
    fi
    if complete all; then
        echo "  $(covered all)"
        echo
        echo "No error: every state was searched, as far as spin can judge them."
        exit 0
    fi
    if grep -q 'out of time' all/log; then echo "  not finished: out of time"; else echo "  not finished: see $work/all/log"; fi
fi

# Each way to search has its own pan. A process has one place and all its steps as alternatives: the order of processes
# (P_) is what matters most, that of transitions (T_) within one of them decides between the values of a choose.
echo "swarm: $runs bitstate searches of 2^$bits bits, $jobs at a time, $seconds s each"
build random -DBITSTATE -DP_RAND -DT_RAND
build permuted -DBITSTATE -DPERMUTED -DT_RAND
build reversed -DBITSTATE -DP_REVERSE -DT_REVERSE

errors=0 told=no
finished() { # NUMBER
    local folder=run-$1
    printf '  %-4s %-44s %s\n' "$1" "$(cat "$folder/how")" "$(covered "$folder")"
    found "$folder" || return 1
    errors=$((errors + 1))
    [ $told = yes ] || tell "$folder"
    told=yes
}

next=1 active=
while [ $next -le "$runs" ] || [ -n "$active" ]; do
    if [ $next -le "$runs" ] && [ "$(echo $active | wc -w)" -lt "$jobs" ]; then
        n=$((seed + next - 1))
        case $((next % 4)) in 1) most=1000000 ;; 2) most=100000 ;; 3) most=10000 ;; 0) most=1000 ;; esac
        case $((next % 5)) in
            1) pan=random order= ;;
            2) pan=permuted order=-p_permute ;;
            3) pan=reversed order= ;;
            4) pan=permuted order=-p_rotate$((n % 7 + 1)) ;;
            0) pan=permuted order=-p_reverse ;;
        esac
        mkdir -p run-$next
        how="$order -RS$n -h$((n % 500)) -k$((n % 3 + 1)) -m$most -w$bits"
        echo "$pan $how" | tr -s ' ' >run-$next/how
        start run-$next ../$pan $how
        active="$active $next:$!"
        next=$((next + 1))
        continue
    fi
    left=
    for each in $active; do
        if kill -0 "${'$'}{each#*:}" 2>/dev/null; then
            left="$left $each"
        elif finished "${'$'}{each%%:*}" && [ $keep = no ]; then
            exit 1
        fi
    done
    active=$left
    pids=
    for each in $active; do pids="$pids ${'$'}{each#*:}"; done
    [ -z "$active" ] || sleep 0.2
done

echo
if [ $errors -gt 0 ]; then
    echo "$errors of $runs searches found an error."
    exit 1
fi
echo "Nothing was found. That is no proof: the swarm did not search every state."
exit 2
`;
