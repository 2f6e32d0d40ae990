// `faultline export`: one check of a script for another tool.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compile } from '@faultline/compiler';
import { rejectedParams, variedQuestion } from '@faultline/ide';
import { toPromela } from '@faultline/interop';
import type { Diagnostic, Question, Script } from '@faultline/language';
import { createLanguage } from '@faultline/language';
import { modules } from '@faultline/library';
import type { ExportCommand } from '../arguments.ts';
import { createDocuments } from '../documents.ts';
import type { ExitStatus } from '../exit-status.ts';
import { EXIT } from '../exit-status.ts';
import { diagnosticLines } from '../formats/text.ts';
import { findScripts, readScript, readUri } from '../scripts.ts';
import type { Terminal } from '../terminal.ts';
import { nearest, UsageError } from '../usage-error.ts';

/** Throws {@link UsageError}. */
export function runExport({ file, check, out, settings }: ExportCommand, terminal: Terminal): ExitStatus {
    const [found, ...others] = findScripts([file]);
    if (found === undefined || others.length > 0)
        throw new UsageError(`${file} is a folder: one script can be exported.`);
    const read = readScript(fileURLToPath(found.uri));
    if (read.kind === 'unreadable') return refuse(terminal, `${found.path} ${read.why}`);
    const language = createLanguage({ library: new Map(modules.map(({ name, text }) => [name, text])) });
    const script = language.load(pathToFileURL(resolve(file)).href, read.text, readUri);
    const errors = script.diagnostics.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) return printed(terminal, script, errors);
    const variation = { model: settings.model, params: settings.params.map(({ name, value }) => `${name}=${value}`) };
    const [wrong] = rejectedParams(script, variation);
    if (wrong !== undefined) throw new UsageError(`--param ${wrong.param}: ${wrong.message}`);
    const question = chosen(script, check);
    const compilation = compile(script, variedQuestion(script, question, variation));
    switch (compilation.kind) {
        case 'errors':
            return printed(terminal, script, compilation.diagnostics);
        case 'undecidable':
            return refuse(terminal, `a model under ${compilation.model} cannot be exported`);
        case 'ok': {
            const { program, sourceMap } = compilation;
            const result = toPromela(program, {
                title: `${found.path}: ${question.title}`,
                describeStep: step => sourceMap.steps[step]?.text,
                labelOf: step => sourceMap.steps[step]?.labels[0],
            });
            switch (result.kind) {
                case 'not-expressible':
                    return refuse(terminal, `Promela cannot say this: ${result.reasons.join('; ')}`);
                case 'promela':
                    return written(terminal, result.text, out);
            }
        }
    }
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

function written(terminal: Terminal, text: string, out: string | undefined): ExitStatus {
    if (out === undefined) {
        terminal.out(text);
        return EXIT.met;
    }
    try {
        writeFileSync(out, text);
    } catch (error) {
        throw new UsageError(`Cannot write ${out}: ${error instanceof Error ? error.message : String(error)}`);
    }
    return EXIT.met;
}

function printed(terminal: Terminal, script: Script, diagnostics: readonly Diagnostic[]): ExitStatus {
    const documents = createDocuments();
    documents.add(new Map([[script.uri, script.text]]));
    const lines = diagnostics.flatMap(one => diagnosticLines({ documents, paint: terminal.paint }, one));
    terminal.err(`${lines.join('\n')}\n`);
    return EXIT.script;
}

function refuse(terminal: Terminal, why: string): ExitStatus {
    terminal.err(`faultline: ${why}\n`);
    return EXIT.script;
}
