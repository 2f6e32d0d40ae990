// package.json, against what the code registers, what the server reads, and what is in the folder.
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { OPEN_SETTING_COMMAND, SHOW_TRACE_COMMAND } from '@faultline/language-server/protocol';
import { expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import snippets from '../snippets.json' with { type: 'json' };
import { COMMAND_NAMES } from './command-names.ts';
import { PROGRESS_KEYS } from './walkthrough-keys.ts';

const HERE = resolve(import.meta.dirname, '..');
const ROOT = resolve(HERE, '../..');
const { contributes } = manifest;
const read = (path: string) => readFileSync(resolve(HERE, path), 'utf8');

test('commands: what is declared is registered, and the reverse', () => {
    expect(contributes.commands.map(({ command }) => command).toSorted()).toEqual([...COMMAND_NAMES].toSorted());
    const inMenus = Object.values(contributes.menus).flatMap(items => items.map(({ command }) => command));
    expect(inMenus.filter(name => !COMMAND_NAMES.some(one => one === name))).toEqual([]);
    expect([...COMMAND_NAMES, OPEN_SETTING_COMMAND]).toContain(SHOW_TRACE_COMMAND);
});

test('settings: those of the protocol, with the same defaults', () => {
    const rows = readFileSync(resolve(ROOT, 'packages/language-server/PROTOCOL.md'), 'utf8').matchAll(
        /^\| `(faultline\.[\w.]+)` \| `([^`]+)` \|/gm,
    );
    const documented = [...rows].map(([, name, value]) => [name, JSON.parse(value!)]);
    const declared = Object.entries(contributes.configuration.properties).map(([name, one]) => [name, one.default]);
    expect(declared.toSorted()).toEqual(documented.toSorted());
    expect(documented.length).toBeGreaterThan(5);
});

test('every setting says what it is for', () => {
    for (const { markdownDescription } of Object.values(contributes.configuration.properties)) {
        expect(markdownDescription).toMatch(/\.$/);
    }
});

test('what it names is there', () => {
    const paths = [
        manifest.main,
        manifest.icon,
        ...contributes.languages.flatMap(({ configuration, icon }) => [configuration, ...Object.values(icon)]),
        ...contributes.grammars.map(({ path }) => path),
        ...contributes.snippets.map(({ path }) => path),
        ...contributes.walkthroughs.flatMap(({ icon, steps }) => [icon, ...steps.map(({ media }) => media.svg)]),
    ];
    expect(paths.filter(path => !existsSync(resolve(HERE, path)))).toEqual([]);
});

test('the icon is a PNG of at least 128 by 128', () => {
    const png = readFileSync(resolve(HERE, manifest.icon));
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect(png.readUInt32BE(16)).toBeGreaterThanOrEqual(128);
    expect(png.readUInt32BE(16)).toBe(png.readUInt32BE(20));
});

test('the grammar is the generated one', () => {
    const [grammar] = contributes.grammars;
    expect(read(grammar!.path)).toBe(readFileSync(resolve(ROOT, 'syntaxes/faultline.tmLanguage.json'), 'utf8'));
    expect(JSON.parse(read(grammar!.path))).toMatchObject({ scopeName: grammar!.scopeName });
});

test('the walkthrough has four steps; each ends by what happened, and its links call what exists', () => {
    const [walkthrough] = contributes.walkthroughs;
    expect(walkthrough!.steps).toHaveLength(4);
    const events = walkthrough!.steps.flatMap(({ completionEvents }) => completionEvents);
    expect(events.toSorted()).toEqual(
        Object.values(PROGRESS_KEYS)
            .map(key => `onContext:${key}`)
            .toSorted(),
    );
    for (const { description, media } of walkthrough!.steps) {
        const links = [...description.matchAll(/\]\(command:(?:toSide:)?([\w.]+)(\?[^)]*)?\)/g)];
        expect(links.length).toBeGreaterThan(0);
        for (const [, command, query] of links) {
            expect(COMMAND_NAMES).toContain(command);
            if (query === undefined) continue;
            const [prefix] = JSON.parse(decodeURIComponent(query.slice(1))) as string[];
            expect(Object.values(snippets).map(one => one.prefix)).toContain(prefix);
        }
        expect(media.altText.length).toBeGreaterThan(20);
        // The page that shows it lets no styles in, only attributes.
        expect(read(media.svg)).not.toMatch(/<style|\sstyle=/);
    }
});

test('it starts for scripts, for a workspace that has some, and for a trace that comes back', () => {
    expect(manifest.activationEvents).toEqual([
        'onLanguage:faultline',
        'workspaceContains:**/*.race',
        'onWebviewPanel:faultline.trace',
    ]);
    expect(manifest.capabilities.untrustedWorkspaces.supported).toBe(true);
});

test('the types of VS Code are those of the oldest that it runs on', () => {
    expect(manifest.engines.vscode).toBe(`^${manifest.devDependencies['@types/vscode']}`);
});

test('nothing speaks to the network', () => {
    const sources = globSync('src/**/*.ts', { cwd: HERE }).filter(path => !path.endsWith('.test.ts'));
    expect(sources.length).toBeGreaterThan(15);
    const telling = /\bfetch\(|node:(https?|net|tls|dgram|child_process)|XMLHttpRequest|WebSocket|TelemetryLogger/;
    expect(sources.filter(path => telling.test(read(path)))).toEqual([]);
});

test('the package holds what it needs and nothing else, in less than 2 MB', () => {
    const script = resolve(ROOT, 'packages/dev/scripts/package.ts');
    execFileSync(process.execPath, [script], { cwd: ROOT, stdio: 'ignore' });
    const stage = resolve(HERE, 'dist/vsix');
    const files = globSync('**/*', { cwd: stage }).filter(path => statSync(resolve(stage, path)).isFile());
    expect(files.map(path => path.replaceAll('\\', '/')).toSorted()).toMatchInlineSnapshot(`
      [
        "LICENSE",
        "README.md",
        "dist/extension.cjs",
        "dist/extension.cjs.map",
        "dist/faultline-language-server-worker.js",
        "dist/faultline-language-server-worker.js.map",
        "dist/faultline-language-server.js",
        "dist/faultline-language-server.js.map",
        "dist/faultline-shared.js",
        "dist/faultline-shared.js.map",
        "dist/faultline.tmLanguage.json",
        "dist/trace-view.js",
        "dist/trace-view.js.map",
        "language-configuration.json",
        "media/file.svg",
        "media/icon.png",
        "media/icon.svg",
        "media/trace.css",
        "package.json",
        "snippets.json",
        "walkthrough/break.svg",
        "walkthrough/deadlock.svg",
        "walkthrough/repair.svg",
        "walkthrough/write.svg",
      ]
    `);
    expect(statSync(resolve(HERE, 'dist/faultline.vsix')).size).toBeLessThan(2_000_000);
    expect(Object.keys(JSON.parse(readFileSync(resolve(stage, 'package.json'), 'utf8')))).not.toContain('dependencies');
});
