// One check of one script, compiled: what the commands for other tools begin with.
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Program } from '@faultline/checker';
import type { SourceMap } from '@faultline/compiler';
import { compile } from '@faultline/compiler';
import { rejectedParams, variedQuestion } from '@faultline/ide';
import type { Diagnostic, Question, Script } from '@faultline/language';
import { createLanguage } from '@faultline/language';
import { modules } from '@faultline/library';
import type { CheckOfFile } from '../arguments.ts';
import { createDocuments, textsOf } from '../documents.ts';
import type { ExitStatus } from '../exit-status.ts';
import { EXIT } from '../exit-status.ts';
import { diagnosticLines } from '../formats/text.ts';
import { findScripts, readScript, readUri } from '../scripts.ts';
import type { Terminal } from '../terminal.ts';
import { nearest, UsageError } from '../usage-error.ts';

export interface CompiledCheck {
    readonly kind: 'compiled';
    /** As the user would write it. */
    readonly path: string;
    readonly script: Script;
    readonly question: Question;
    readonly program: Program;
    readonly sourceMap: SourceMap;
}

/** Where there is none, says why on standard error. Throws {@link UsageError}. */
export function compileCheck(
    { file, check, settings }: CheckOfFile,
    terminal: Terminal,
): CompiledCheck | { readonly kind: 'refused'; readonly status: ExitStatus } {
    const [found, ...others] = findScripts([file]);
    if (found === undefined || others.length > 0) throw new UsageError(`${file} is a folder: name one script.`);
    const read = readScript(fileURLToPath(found.uri));
    if (read.kind === 'unreadable') return refused(terminal, `${found.path} ${read.why}`);
    const language = createLanguage({ library: new Map(modules.map(({ name, text }) => [name, text])) });
    const script = language.load(pathToFileURL(resolve(file)).href, read.text, readUri);
    const errors = script.diagnostics.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) return printed(terminal, script, errors);
    const variation = { model: settings.model, params: settings.params.map(({ name, value }) => `${name}=${value}`) };
    const [wrong] = rejectedParams(script, variation);
    if (wrong !== undefined) throw new UsageError(`--param ${wrong.param}: ${wrong.message}`);
    const question = chosen(script, check);
    const varied = variedQuestion(script, question, variation);
    const compilation = compile(script, varied);
    switch (compilation.kind) {
        case 'errors':
            return printed(terminal, script, compilation.diagnostics);
        case 'undecidable':
            return refused(terminal, `a model under ${compilation.model} has no program to speak of.`);
        case 'ok': {
            const { program, sourceMap } = compilation;
            return { kind: 'compiled', path: found.path, script, question: varied, program, sourceMap };
        }
    }
}

export function refused(terminal: Terminal, why: string): { readonly kind: 'refused'; readonly status: ExitStatus } {
    terminal.err(`faultline: ${why}\n`);
    return { kind: 'refused', status: EXIT.script };
}

function chosen({ checks }: Script, title: string | undefined): Question {
    const titles = checks.map(one => one.title);
    const listed = titles.map(one => JSON.stringify(one)).join(', ');
    if (title === undefined) {
        const [only] = checks;
        if (only === undefined || checks.length > 1)
            throw new UsageError(`Say which check, with --check TITLE: ${listed}.`);
        return only;
    }
    const found = checks.find(one => one.title === title);
    if (found !== undefined) return found;
    const meant = nearest(title, titles);
    throw new UsageError(
        `No check is titled ${JSON.stringify(title)}. ${meant === undefined ? `There is ${listed}.` : `Did you mean ${JSON.stringify(meant)}?`}`,
    );
}

function printed(terminal: Terminal, script: Script, diagnostics: readonly Diagnostic[]) {
    const documents = createDocuments();
    documents.add(textsOf(script));
    const lines = diagnostics.flatMap(one => diagnosticLines({ documents, paint: terminal.paint }, one));
    terminal.err(`${lines.join('\n')}\n`);
    return { kind: 'refused', status: EXIT.script } as const;
}
