// A VS Code with a profile of its own, and a browser that shows it.
//
// Invariant: whatever happens, its processes and its profile are gone afterwards.

import type { ChildProcess } from 'node:child_process';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import type { RealVsCode } from './install.ts';

export interface Window {
    readonly page: Page;
    /** Shows a folder; `payload` is what VS Code's web page takes under this name, its paths from `remote`. */
    readonly open: (folder: string, payload: readonly (readonly [string, string])[]) => Promise<void>;
    /** A path as the page has to name it. */
    readonly remote: (path: string) => string;
}

export interface WindowOptions {
    /** Whether the page may say which extension is developed, and which tests to run in its host. */
    readonly purpose: 'run-tests' | 'as-user';
    /** Installed before the start. */
    readonly vsix?: string;
    /** Of the extension host, beyond ours. */
    readonly environment?: Readonly<Record<string, string>>;
}

const SETTINGS = {
    'chat.disableAIFeatures': true,
    'editor.minimap.enabled': false,
    'extensions.ignoreRecommendations': true,
    // in a browser it is on by default, and there is no difference any more between typed and saved
    'files.autoSave': 'off',
    'security.workspace.trust.enabled': false,
    'telemetry.telemetryLevel': 'off',
    'update.mode': 'none',
    'workbench.enableExperiments': false,
    'workbench.reduceMotion': 'on',
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'workbench.startupEditor': 'none',
    'workbench.tips.enabled': false,
};

/** Starts a VS Code, lends its window, and takes everything down again. */
export async function withWindow<T>(
    tools: RealVsCode,
    options: WindowOptions,
    use: (window: Window) => Promise<T>,
): Promise<T> {
    const profile = mkdtempSync(join(tmpdir(), 'faultline-vscode-'));
    mkdirSync(join(profile, 'data/User'), { recursive: true });
    writeFileSync(join(profile, 'data/User/settings.json'), JSON.stringify(SETTINGS));
    writeFileSync(join(profile, 'config.yaml'), '');
    const flags = flagsOf(profile, options);
    if (options.vsix !== undefined) {
        execFileSync(process.execPath, [tools.codeServer, ...flags, '--install-extension', options.vsix]);
    }
    const server = spawn(process.execPath, [tools.codeServer, ...flags], {
        detached: true,
        env: { ...process.env, ...options.environment },
        stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stop = () => stopGroup(server);
    process.once('exit', stop);
    try {
        const address = await addressOf(server);
        const browser = await chromium.launch({ executablePath: tools.chromium, args: ['--no-sandbox'] });
        try {
            const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
            const remote = (path: string) => `vscode-remote://${address}${path}`;
            const open = async (folder: string, payload: readonly (readonly [string, string])[]) => {
                const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
                await page.goto(`http://${address}/?${query}`);
            };
            return await use({ page, open, remote });
        } finally {
            await browser.close();
        }
    } finally {
        process.off('exit', stop);
        stop();
        rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    }
}

function flagsOf(profile: string, { purpose }: WindowOptions): readonly string[] {
    return [
        ...['--auth', 'none', '--bind-addr', '127.0.0.1:0'],
        ...['--config', join(profile, 'config.yaml')],
        ...['--user-data-dir', join(profile, 'data'), '--extensions-dir', join(profile, 'extensions')],
        ...['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'],
        '--disable-getting-started-override',
        // without it the page may name no extension and no tests
        ...(purpose === 'run-tests' ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
    ];
}

/** Host and port, once it listens there: the port is any that is free. */
function addressOf(server: ChildProcess): Promise<string> {
    let said = '';
    return new Promise((done, fail) => {
        const listen = (text: Buffer) => {
            said += text.toString();
            const address = /server listening on http:\/\/([^/\s]+)/.exec(said)?.[1];
            if (address !== undefined) done(address);
        };
        server.stdout?.on('data', listen);
        server.stderr?.on('data', listen);
        server.on('error', fail);
        server.on('exit', code => fail(new Error(`code-server ended with ${code}:\n${said}`)));
    });
}

function stopGroup({ pid }: ChildProcess): void {
    if (pid === undefined) return;
    try {
        process.kill(-pid, 'SIGKILL');
    } catch {
        // it has ended before
    }
}
