// `faultline import-trail`: what another model checker found in an exported check, told as our own.
import { resolve } from 'node:path';
import type { Followed, Program, Witness } from '@faultline/checker';
import { createShortener, follow } from '@faultline/checker';
import { expectationOf, foundAlong, outcomeInWords } from '@faultline/ide';
import type { Foreign, Unreadable } from '@faultline/interop';
import { readSpinTrail, readTlcTrace, toPromela, toTla } from '@faultline/interop';
import type { ImportTrailCommand } from '../arguments.ts';
import { createDocuments, textsOf } from '../documents.ts';
import type { ExitStatus } from '../exit-status.ts';
import { EXIT } from '../exit-status.ts';
import { foundJson } from '../formats/json.ts';
import { trailLines } from '../formats/text.ts';
import { readScript } from '../scripts.ts';
import type { Terminal } from '../terminal.ts';
import type { CompiledCheck } from './compiled-check.ts';
import { compileCheck, refused } from './compiled-check.ts';
import { aboutOf } from './export.ts';

/** Throws `UsageError`. */
export function runImportTrail(command: ImportTrailCommand, terminal: Terminal): ExitStatus {
    const compiled = compileCheck(command, terminal);
    if (compiled.kind === 'refused') return compiled.status;
    const { program, path, question } = compiled;
    const read = readScript(resolve(command.trail));
    const refuse = (line: number | undefined, why: string): ExitStatus => {
        const place = line === undefined ? '' : `:${line}`;
        return refused(terminal, `${command.trail}${place}: ${why}`).status;
    };
    if (read.kind === 'unreadable') return refused(terminal, `${command.trail} ${read.why}`).status;
    const foreign = readForeign(read.text, compiled);
    if (foreign.kind === 'unreadable') return refuse(foreign.line, foreign.why);
    const followed = follow(program, foreign);
    const last = foreign.hints.length;
    switch (followed.kind) {
        case 'astray':
            return refuse(
                foreign.hints[followed.hint]?.line,
                `Step ${followed.hint + 1} of ${last} does not happen in ${JSON.stringify(question.title)} of ${path}: ${followed.why}.`,
            );
        case 'ambiguous':
            return refuse(
                foreign.hints[followed.hint]?.line,
                `This trail alone does not tell which value is chosen at step ${followed.hint + 1}, and that decides between ${followed.outcomes.map(outcomeInWords).join(' and ')}: give what \`spin -t -p -k TRAIL MODEL\` prints.`,
            );
        case 'no-outcome':
            return refuse(undefined, `${endOf(program, followed)} after its ${last} steps; nothing is wrong there.`);
        case 'witness':
            return tell(command, compiled, followed.witness, terminal);
    }
}

/** How many steps may be tried in making a trail shorter: a few seconds at most, for a trail of ten thousand steps. */
const EFFORT = 4_000_000;

function readForeign(text: string, compiled: CompiledCheck): Foreign | Unreadable {
    const { program } = compiled;
    const about = aboutOf(compiled);
    const models = [toPromela(program, about), toTla(program, about)];
    for (const model of models) {
        if (model.kind === 'not-expressible') continue;
        const read = model.kind === 'promela' ? readSpinTrail(text, model) : readTlcTrace(text, model);
        if (read !== undefined) return read;
    }
    const reasons = models.flatMap(model => (model.kind === 'not-expressible' ? model.reasons : []));
    const why =
        reasons.length === 0
            ? 'This is neither a trail of spin, nor what `spin -t -p`, `pan -r` or TLC prints of an execution.'
            : `This is no execution of an exported model, or there is no such model: ${[...new Set(reasons)].join('; ')}.`;
    return { kind: 'unreadable', line: 1, why };
}

function endOf(program: Program, { trace }: Extract<Followed, { kind: 'no-outcome' }>): string {
    const ended = trace.states.at(-1)!.actors.every(({ step }) => step === undefined);
    if (trace.states.length <= trace.events.length) return 'An assumption discards the execution';
    return ended && program.actors.length > 0 ? 'Everybody has come to the end' : 'It stops';
}

function tell(
    { format, trace, trail, steps }: ImportTrailCommand,
    { path, script, question, program, sourceMap }: CompiledCheck,
    whole: Witness,
    terminal: Terminal,
): ExitStatus {
    const witness = steps === 'all' ? whole : createShortener(program, () => false, EFFORT)(whole);
    const trailSteps = whole.trace!.events.length;
    const toldSteps = witness.trace!.events.length;
    const documents = createDocuments();
    documents.add(textsOf(script));
    const expected = expectationOf(question);
    const found = foundAlong({ program, sourceMap }, witness, expected);
    switch (format) {
        case 'json': {
            const { title, model } = question;
            const told = {
                schema: 'faultline-trail/1',
                path,
                title,
                model,
                trail,
                trailSteps,
                ...foundJson(documents, found),
            };
            terminal.out(`${JSON.stringify(told, undefined, 2)}\n`);
            break;
        }
        case 'text': {
            const isWhole = toldSteps === trailSteps;
            const omission = isWhole ? '' : `; ${toldSteps} of its ${trailSteps} steps are enough (--whole tells all)`;
            const heading = `${terminal.paint('strong', path)}: ${question.title}, from ${trail}, replayed${omission}`;
            const lines = trailLines(terminal, documents, { found, heading, home: script.uri, expected, trace });
            terminal.out(lines.map(line => `${line}\n`).join(''));
            break;
        }
    }
    return EXIT.met;
}
