// What `--help` says.
import type { Topic } from './arguments.ts';

export function help(about: Topic | undefined): string {
    switch (about) {
        case undefined:
            return GENERAL;
        case 'check':
            return CHECK;
        case 'export':
            return EXPORT;
        case 'import-trail':
            return IMPORT_TRAIL;
        case 'explain':
            return EXPLAIN;
    }
}

const GENERAL = `Faultline decides whether a kernel race can happen.

  faultline check PATH…                    check scripts, and all *.race files in folders
  faultline export --to promela|tla FILE   the same question for spin or TLC
  faultline import-trail FILE TRAIL        what spin or TLC found, told as our own
  faultline explain CODE                   what a diagnostic or a verdict means

  faultline COMMAND --help                 the options of a command
  faultline --version

Try: faultline check examples
`;

const CHECK = `faultline check PATH…

Checks files, and in folders every *.race file. Every interleaving is searched: a pass is a proof for
the bounds that the script states, anything else comes with a short way to it.

  --trace                 tell every outcome in full, expected ones too, and what the verdict assumes
  --only TITLE            only the check with this title (repeatable)
  --param NAME=VALUE      override a param, a machine knob or a lock's policy (repeatable)
  --model sc|tso          instead of what the checks say
  --format text|json|junit|sarif
  --lock-order            also which lock is taken under which, and where that closes a chain, as lockdep tells it
  --facts                 in JSON: also the values before and after each step, locks held, outcomes of calls
  --max-states N          stop a check after N states (10M); no limit by default
  --max-memory SIZE       stop a check when its states need more; default 2G, or a quarter of what there is beyond 192M
  --timeout TIME          stop a check after this time (500ms, 30s, 5m); no limit by default
  --workers N             search a check that has many states with N threads, without reductions; the answer is the same
  --no-reduction NAMES    por: search all of a space of more than 200,000 states: without, of steps that do not
                          interfere one order is taken to be enough; symmetry: likewise, of threads that are
                          alike; registers: registers that nobody will read keep their values; names are
                          separated by commas
  --hash-compact          keep of each state a hash of 64 bits, which takes less memory where states are narrow: a
                          failure is proven, a pass is only probable and says how much; without reductions
  --jobs N                check N files at a time, each with limits of its own; default 2, where there are two cores
  --watch                 check again whenever a file or one of its imports changes

Exit status: 0 every check met what it expects (with --hash-compact: probably); 1 some did not; 2 a limit or Ctrl-C stopped some;
3 a script has errors; 64 wrong usage; 70 a bug of faultline itself.
NO_COLOR=1 turns colours off. Progress is drawn on standard error, and only on a terminal.
`;

const EXPORT = `faultline export --to promela|tla FILE

Writes a check for another model checker: as a Promela model for spin, or as a TLA+ module with its configurations
for TLC. What is written says at its top how to run it, what that answers, and what it does not. Checks under tso are
not exported.

  --check TITLE           which check; needed where a script has several
  -o, --out FILE          promela: write there instead of to standard output
  -o, --out DIR           tla: write the module, NAME.cfg (states) and NAME_live.cfg (fair executions) there
  --swarm --out DIR       promela: write DIR/model.pml and DIR/swarm.sh, which searches the model with all cores: first
                          all of it, then by a swarm of partial searches; DIR/swarm.sh -h tells more
  --force                 write over the files in DIR
  --param NAME=VALUE      override a param, a machine knob or a lock's policy (repeatable)
  --model sc|tso          instead of what the check says
`;

const IMPORT_TRAIL = `faultline import-trail FILE TRAIL

Tells an execution that spin or TLC found in an exported check, step by step as faultline check would. It is replayed
first: what is told happens in the script, and comes out as told. Steps that the outcome does not need are left out,
as far as replaying shows it, and the steps of a thread are brought together. TRAIL is the .trail that pan writes, what
\`spin -t -p\` or \`pan -r\` prints of it, the .steps that swarm.sh writes, or what TLC prints.

  --check TITLE           of which check the model is; needed where a script has several
  --whole                 each step of the trail, in its order
  --trace                 all of it, and a drawing, however long it is
  --format text|json
  --param NAME=VALUE      as it was exported (repeatable)
  --model sc|tso          as it was exported

Exit status: 0 it is told; 3 the script has errors, or the trail is not of this model; 64 wrong usage.
`;

const EXPLAIN = `faultline explain [CODE…]

Says what a diagnostic (duplicate-name), a verdict (livelock) or a kind of bug (sleep-in-atomic) means,
and what to do about it. Without a code it lists what there is.
`;
