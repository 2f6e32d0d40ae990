// What the tests in a real VS Code need beside `npm ci`: code-server, which is VS Code as a server and comes from npm, and
// a Chromium to show it. Installed once, used again by every checkout.
//
// Invariant: nothing is installed into the checkout, and a folder of the cache is complete or not there.

import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** code-server 4.139.1 is VS Code 1.139.1. It insists on Node 24, which this repository brings. */
const CODE_SERVER = '4.139.1';

/** What installing code-server compiles with, and how Debian calls it. */
const BUILD_TOOLS: readonly Tool[] = [
    { debian: 'python3', isThere: () => isCommand('python3') },
    { debian: 'make', isThere: () => isCommand('make') },
    { debian: 'g++', isThere: () => isCommand('g++') },
    { debian: 'pkg-config', isThere: () => isCommand('pkg-config') },
    { debian: 'libsecret-1-dev', isThere: () => isLibrary('libsecret-1') },
    { debian: 'libkrb5-dev', isThere: () => isLibrary('krb5-gssapi') },
];
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'];

interface Tool {
    readonly debian: string;
    readonly isThere: () => boolean;
}

export interface RealVsCode {
    /** To be run with the Node that runs this. */
    readonly codeServer: string;
    readonly chromium: string;
}

/** Something is missing and cannot be installed; the message says what, and how to get it, in one line. */
export class Unavailable extends Error {}

/** Finds or installs both. Throws `Unavailable`. */
export function installVsCode(): RealVsCode {
    const folder = join(cacheFolder(), `code-server-${CODE_SERVER}-${process.platform}-${process.arch}`);
    const entry = join(folder, 'node_modules/code-server/out/node/entry.js');
    const needed = existsSync(entry) ? [] : BUILD_TOOLS.filter(tool => !tool.isThere()).map(tool => tool.debian);
    if (chromium() === undefined) needed.push('chromium', 'fonts-dejavu-core');
    if (needed.length > 0) installFromDebian(needed);
    const browser = chromium();
    if (browser === undefined) throw new Unavailable('chromium is installed, but none of its names is a command.');
    if (!existsSync(entry)) installCodeServer(folder);
    return { codeServer: entry, chromium: browser };
}

function cacheFolder(): string {
    const { FAULTLINE_CACHE, XDG_CACHE_HOME } = process.env;
    return FAULTLINE_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'faultline');
}

function chromium(): string | undefined {
    return process.env.CHROMIUM || BROWSERS.map(findCommand).find(found => found !== undefined);
}

function installFromDebian(packages: readonly string[]): void {
    const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
    const apt = (...words: readonly string[]) => {
        const [command, ...rest] = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...words];
        return spawnSync(command!, rest, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
    };
    const how = `apt-get install ${packages.join(' ')}`;
    if (!isCommand('apt-get') || (asRoot.length > 0 && !isCommand('sudo'))) {
        throw new Unavailable(`Missing for a real VS Code, and only root can install it: ${how}`);
    }
    console.log(how);
    if (!apt('update') || !apt('install', '-y', '--no-install-recommends', ...packages)) {
        throw new Unavailable(`Missing for a real VS Code, and installing it failed: ${how}`);
    }
}

function installCodeServer(folder: string): void {
    console.log(`npm install code-server@${CODE_SERVER}, into ${folder}; about 2 minutes and 620 MB, once`);
    mkdirSync(dirname(folder), { recursive: true });
    const fresh = mkdtempSync(`${folder}-`);
    try {
        const allowScripts = { argon2: true, 'code-server': true };
        writeFileSync(join(fresh, 'package.json'), JSON.stringify({ private: true, allowScripts }));
        const npm = spawnSync(
            'npm',
            ['install', `code-server@${CODE_SERVER}`, '--omit=dev', '--no-audit', '--no-fund'],
            {
                cwd: fresh,
                encoding: 'utf8',
                env: environmentOfNpm(),
            },
        );
        if (npm.status !== 0) {
            throw new Unavailable(`npm install code-server@${CODE_SERVER} failed:\n${npm.error ?? npm.stderr}`);
        }
        // somebody else may have been quicker
        if (!existsSync(folder)) renameSync(fresh, folder);
    } finally {
        rmSync(fresh, { recursive: true, force: true });
    }
}

/** An npm that runs us tells by these who it is, which Node runs it and where it is at work: code-server would believe that it is itself meant. */
const OF_OUTER_NPM =
    /^(NODE|INIT_CWD|npm_(command|execpath|node_execpath|lifecycle_.*|package_.*|config_(user_agent|npm_version|node_gyp|prefix|(local|global)_prefix)))$/;

/** Compiles against the headers that come with the repository's Node, and forgets what an npm around us has set. */
function environmentOfNpm(): NodeJS.ProcessEnv {
    const outside = Object.entries(process.env).filter(([name]) => !OF_OUTER_NPM.test(name));
    const node = dirname(dirname(process.execPath));
    const headers = [node, nodeOfRepository()].find(root => existsSync(join(root, 'include/node/node_api.h')));
    return {
        ...Object.fromEntries(outside),
        PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
        ...(headers === undefined ? {} : { npm_config_nodedir: headers }),
    };
}

function nodeOfRepository(): string {
    const beside = createRequire(createRequire(import.meta.url).resolve('node/package.json'));
    return dirname(beside.resolve(`node-${process.platform}-${process.arch}/package.json`));
}

function isLibrary(name: string): boolean {
    return isCommand('pkg-config') && spawnSync('pkg-config', ['--exists', name]).status === 0;
}

function isCommand(name: string): boolean {
    return findCommand(name) !== undefined;
}

function findCommand(name: string): string | undefined {
    const places = (process.env.PATH ?? '').split(delimiter).map(folder => join(folder, name));
    return places.find(isExecutable);
}

function isExecutable(path: string): boolean {
    try {
        accessSync(path, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}
