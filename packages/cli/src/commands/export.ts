// `faultline export`: one check of a script for another tool.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { quoted, swarmScript, toPromela, toTla } from '@faultline/interop';
import type { ExportCommand } from '../arguments.ts';
import type { ExitStatus } from '../exit-status.ts';
import { EXIT } from '../exit-status.ts';
import { kindOf } from '../scripts.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import type { CompiledCheck } from './compiled-check.ts';
import { compileCheck, refused } from './compiled-check.ts';

/** Throws {@link UsageError}. */
export function runExport(command: ExportCommand, terminal: Terminal): ExitStatus {
    const compiled = compileCheck(command, terminal);
    if (compiled.kind === 'refused') return compiled.status;
    switch (command.to) {
        case 'promela':
            return exportPromela(command, compiled, terminal);
        case 'tla':
            return exportTla(command, compiled, terminal);
    }
}

function exportPromela(command: ExportCommand, compiled: CompiledCheck, terminal: Terminal): ExitStatus {
    const about = aboutOf(compiled);
    const result = toPromela(compiled.program, about);
    switch (result.kind) {
        case 'not-expressible':
            return refused(terminal, `Promela cannot say this: ${result.reasons.join('; ')}`).status;
        case 'promela': {
            if (command.form === 'model') return writeModel(result.text, command.out, terminal);
            const swarm = swarmScript({
                model: MODEL,
                title: about.title,
                importCommand: importCommand(command, compiled),
                flags: result.compilerFlags,
            });
            return writeFolder(command, terminal, [
                { name: MODEL, text: result.text, mode: 0o666 },
                { name: SWARM, text: swarm, mode: 0o777 },
            ]);
        }
    }
}

function exportTla(command: ExportCommand, compiled: CompiledCheck, terminal: Terminal): ExitStatus {
    const result = toTla(compiled.program, aboutOf(compiled));
    switch (result.kind) {
        case 'not-expressible':
            return refused(terminal, `TLA+ cannot say this for TLC: ${result.reasons.join('; ')}`).status;
        case 'tla': {
            const { module, text, safety, liveness } = result;
            const files = [
                { name: `${module}.tla`, text, mode: 0o666 },
                { name: `${module}.cfg`, text: safety, mode: 0o666 },
                ...(liveness === undefined ? [] : [{ name: `${module}_live.cfg`, text: liveness, mode: 0o666 }]),
            ];
            if (command.out !== undefined) return writeFolder(command, terminal, files);
            // behind the end of the module, its readers do not look
            terminal.out(files.map((file, i) => (i === 0 ? file.text : `\n${file.name}\n${file.text}`)).join(''));
            return EXIT.met;
        }
    }
}

const MODEL = 'model.pml';
const SWARM = 'swarm.sh';

/** What an export says of where it comes from; the same whenever the same check is exported. */
export function aboutOf({ path, question, sourceMap }: CompiledCheck) {
    return {
        title: `${path}: ${question.title}`,
        module: basename(path).replace(/\.race$/, ''),
        describeStep: (step: number) => sourceMap.steps[step]?.text,
        labelOf: (step: number) => sourceMap.steps[step]?.labels[0],
    };
}

/** The command that reads a trail of the model back, but for the trail. */
function importCommand({ check, settings }: ExportCommand, { path }: CompiledCheck): string {
    const words = [
        'faultline',
        'import-trail',
        ...(check === undefined ? [] : ['--check', check]),
        ...settings.params.flatMap(({ name, value }) => ['--param', `${name}=${value}`]),
        ...(settings.model === undefined ? [] : ['--model', settings.model]),
        path,
    ];
    return words.map(quoted).join(' ');
}

interface File {
    readonly name: string;
    readonly text: string;
    readonly mode: number;
}

function writeFolder({ out, existing }: ExportCommand, terminal: Terminal, files: readonly File[]): ExitStatus {
    const folder = out!;
    if (kindOf(folder) !== 'folder' && existsSync(folder)) throw new UsageError(`${folder} is not a folder.`);
    const [there] = files.map(({ name }) => join(folder, name)).filter(existsSync);
    if (there !== undefined && existing === 'kept') throw new UsageError(`${there} exists; --force writes over it.`);
    try {
        mkdirSync(folder, { recursive: true });
        for (const { name, text, mode } of files) {
            writeFileSync(join(folder, name), text, { mode });
            terminal.out(`${join(folder, name)}\n`);
        }
    } catch (error) {
        throw cannotWrite(folder, error);
    }
    return EXIT.met;
}

function writeModel(text: string, out: string | undefined, terminal: Terminal): ExitStatus {
    if (out === undefined) {
        terminal.out(text);
        return EXIT.met;
    }
    try {
        writeFileSync(out, text);
    } catch (error) {
        throw cannotWrite(out, error);
    }
    return EXIT.met;
}

function cannotWrite(path: string, error: unknown): UsageError {
    return new UsageError(`Cannot write ${path}: ${error instanceof Error ? error.message : String(error)}`);
}
