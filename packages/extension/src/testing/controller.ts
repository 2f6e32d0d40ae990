// The Test Explorer: each script of the workspace, and each of its checks a test.
//
// A test says what the server says: a run asks it to check, and a continuous run takes over what saving finds.
import type { ProtocolRange, Verdict } from '@faultline/language-server/protocol';
import type { CancellationToken, TestItem, TestRun } from 'vscode';
import {
    Disposable as Disposables,
    Location,
    Range,
    RelativePattern,
    TestMessage,
    TestRunProfileKind,
    TestRunRequest,
    tests,
    Uri,
    workspace,
} from 'vscode';
import { LANGUAGE } from '../client.ts';
import type { Server } from '../server.ts';
import { sameUri } from '../server.ts';
import { outcomeOf } from './outcome.ts';

export interface Tests extends Disposables {
    /** Runs every check of the workspace; tells how many there are, and how many failed. */
    readonly runAll: (token: CancellationToken) => Promise<Tally>;
}

export interface Tally {
    readonly scripts: number;
    readonly passed: number;
    readonly failed: number;
    /** Neither: not decided, not run. */
    readonly open: number;
}

const SCRIPTS = '**/*.race';
const NOT_THERE = '**/{node_modules,.git}/**';

export function createTests(server: Server): Tests {
    const controller = tests.createTestController('faultline', 'Faultline');
    const watcher = workspace.createFileSystemWatcher(SCRIPTS);
    let found: Promise<void> | undefined;
    controller.refreshHandler = () => {
        found = findScripts();
        return found;
    };
    controller.resolveHandler = async item => {
        if (item === undefined) await discovered();
        else await readChecks(item);
    };
    const profile = controller.createRunProfile('Check', TestRunProfileKind.Run, run, true, undefined, true);
    const disposables = Disposables.from(
        controller,
        profile,
        watcher,
        watcher.onDidCreate(uri => void readChecks(scriptItem(uri))),
        watcher.onDidChange(uri => {
            const item = controller.items.get(uri.toString());
            // of what is open the server tells by itself
            if (item !== undefined && !isOpen(uri)) void readChecks(item);
        }),
        watcher.onDidDelete(uri => controller.items.delete(uri.toString())),
        workspace.onDidChangeWorkspaceFolders(() => {
            found = findScripts();
        }),
        server.onVerdicts(({ uri, verdicts }) => {
            const parsed = Uri.parse(uri);
            if (parsed.scheme !== 'builtin') setChecks(scriptItem(parsed), verdicts);
        }),
        workspace.onDidOpenTextDocument(({ uri, languageId }) => {
            if (languageId === LANGUAGE && uri.scheme !== 'builtin') void readChecks(scriptItem(uri));
        }),
        workspace.onDidCloseTextDocument(({ uri }) => {
            if (uri.scheme === 'untitled') controller.items.delete(uri.toString());
        }),
    );
    for (const { uri, languageId } of workspace.textDocuments) {
        if (languageId === LANGUAGE && uri.scheme !== 'builtin') void readChecks(scriptItem(uri));
    }
    return {
        runAll: async token => {
            await discovered();
            return runOnce(new TestRunRequest(undefined, undefined, profile), token);
        },
        dispose: () => disposables.dispose(),
    };

    // ------------------------------------------------------------------------------------------------------- finding

    function discovered(): Promise<void> {
        found ??= findScripts();
        return found;
    }

    async function findScripts(): Promise<void> {
        const uris = await findIn();
        const known = new Set(uris.map(uri => uri.toString()));
        for (const [id, item] of [...controller.items]) {
            if (!known.has(id) && item.uri !== undefined && !isOpen(item.uri)) controller.items.delete(id);
        }
        await Promise.all(uris.map(uri => readChecks(scriptItem(uri))));
    }

    function scriptItem(uri: Uri): TestItem {
        const id = uri.toString();
        const known = controller.items.get(id);
        if (known !== undefined) return known;
        const item = controller.createTestItem(id, workspace.asRelativePath(uri), uri);
        item.canResolveChildren = true;
        controller.items.add(item);
        return item;
    }

    async function readChecks(item: TestItem): Promise<void> {
        try {
            setChecks(item, await server.verdicts({ uri: item.id }));
        } catch {
            // The server is gone: it says so itself.
        }
    }

    function setChecks(script: TestItem, verdicts: readonly Verdict[]): void {
        script.children.replace(
            verdicts.map(({ title, range }) => {
                const id = `${script.id}#${title}`;
                const item = script.children.get(id) ?? controller.createTestItem(id, title, script.uri);
                item.range = toRange(range);
                return item;
            }),
        );
    }

    // ------------------------------------------------------------------------------------------------------- running

    async function run(request: TestRunRequest, token: CancellationToken): Promise<void> {
        if (request.continuous === true) takeOver(request, token);
        else await runOnce(request, token);
    }

    async function runOnce(request: TestRunRequest, token: CancellationToken): Promise<Tally> {
        const asked = await askedFor(request);
        const testRun = controller.createTestRun(request);
        const stop = token.onCancellationRequested(() => {
            for (const { script } of asked) void server.cancel({ uri: script.id });
        });
        const tally = { scripts: asked.length, passed: 0, failed: 0, open: 0 };
        try {
            for (const { checks } of asked) for (const item of checks) testRun.enqueued(item);
            for (const { script, checks } of asked) {
                if (token.isCancellationRequested) break;
                for (const item of checks) testRun.started(item);
                const isWhole = checks.length === script.children.size;
                const titles = checks.map(({ label }) => label);
                for (const verdict of await verdictsOf(script, isWhole ? undefined : titles, titles, token)) {
                    const item = checks.find(({ label }) => label === verdict.title);
                    if (item === undefined) continue;
                    const kind = await report(testRun, script, item, verdict);
                    if (kind === 'passed') tally.passed++;
                    else if (kind === 'failed') tally.failed++;
                    else tally.open++;
                }
            }
        } finally {
            stop.dispose();
            testRun.end();
        }
        return tally;
    }

    /** A save meanwhile takes the run's place: then its answer counts. */
    async function verdictsOf(
        script: TestItem,
        asked: readonly string[] | undefined,
        titles: readonly string[],
        token: CancellationToken,
    ): Promise<readonly Verdict[]> {
        const answer = await server.check({ uri: script.id, ...(asked === undefined ? {} : { titles: asked }) });
        if (answer.end === 'superseded' && !token.isCancellationRequested)
            return (await server.check({ uri: script.id, titles })).verdicts;
        // What was stopped half-way has nothing to say.
        if (token.isCancellationRequested) return answer.verdicts.map(one => ({ ...one, status: 'not-run' }));
        if (answer.end !== 'errors') return answer.verdicts;
        const summary = 'the script has errors';
        return answer.verdicts.map(verdict => ({ ...verdict, status: 'refused', summary }));
    }

    async function report(testRun: TestRun, script: TestItem, item: TestItem, verdict: Verdict): Promise<string> {
        const outcome = outcomeOf(verdict);
        const location = (range: ProtocolRange) =>
            script.uri === undefined ? undefined : new Location(script.uri, toRange(range));
        switch (outcome.kind) {
            case 'passed':
                testRun.passed(item, outcome.milliseconds);
                break;
            case 'skipped':
                testRun.skipped(item);
                break;
            case 'errored': {
                const message = new TestMessage(outcome.message);
                Object.assign(message, { location: location(outcome.at) });
                testRun.errored(item, message);
                break;
            }
            case 'failed': {
                const message = TestMessage.diff(outcome.message, outcome.expected, outcome.actual);
                Object.assign(message, { location: location(outcome.at) });
                testRun.failed(item, message, outcome.milliseconds);
                const trace =
                    verdict.traces === 0 ? null : await server.trace({ uri: script.id, title: verdict.title });
                const told = `${outcome.message}\n\n${trace?.text ?? ''}`.trimEnd();
                testRun.appendOutput(`${told}\n\n`.replaceAll('\n', '\r\n'), undefined, item);
                break;
            }
        }
        return outcome.kind;
    }

    /** Until it is stopped, whatever a save finds becomes a run of its own. */
    function takeOver(request: TestRunRequest, token: CancellationToken): void {
        const told = new Map<string, string>();
        const listener = server.onVerdicts(async ({ uri, verdicts }) => {
            if (verdicts.some(({ status, isStale }) => isStale || status === 'running' || status === 'not-run')) return;
            const script = controller.items.get(sameUri(uri));
            if (script === undefined) return;
            // Only what has been checked since: no two checks take the same time.
            const fresh = [...script.children].flatMap(([id, item]) => {
                const verdict = verdicts.find(({ title }) => title === item.label);
                if (verdict === undefined || !isAsked(request, script, item)) return [];
                const words = JSON.stringify(verdict);
                const isKnown = told.get(id) === words;
                told.set(id, words);
                return isKnown ? [] : [{ item, verdict }];
            });
            if (fresh.length === 0) return;
            const items = fresh.map(({ item }) => item);
            const testRun = controller.createTestRun(new TestRunRequest(items, undefined, profile, true));
            for (const { item, verdict } of fresh) await report(testRun, script, item, verdict);
            testRun.end();
        });
        token.onCancellationRequested(() => listener.dispose());
    }

    async function askedFor(
        request: TestRunRequest,
    ): Promise<readonly { readonly script: TestItem; readonly checks: readonly TestItem[] }[]> {
        await discovered();
        const scripts = [...controller.items].map(([, item]) => item);
        return scripts.flatMap(script => {
            const checks = [...script.children].flatMap(([, item]) => (isAsked(request, script, item) ? [item] : []));
            return checks.length === 0 ? [] : [{ script, checks }];
        });
    }
}

function isAsked({ include, exclude }: TestRunRequest, script: TestItem, check: TestItem): boolean {
    const isIn = (list: readonly TestItem[]) => list.some(({ id }) => id === script.id || id === check.id);
    return (include === undefined || isIn(include)) && !isIn(exclude ?? []);
}

async function findIn(): Promise<readonly Uri[]> {
    const folders = workspace.workspaceFolders ?? [];
    const found = folders.map(folder => workspace.findFiles(new RelativePattern(folder, SCRIPTS), NOT_THERE));
    return (await Promise.all(found)).flat();
}

function isOpen(uri: Uri): boolean {
    return workspace.textDocuments.some(document => document.uri.toString() === uri.toString());
}

function toRange({ start, end }: ProtocolRange): Range {
    return new Range(start.line, start.character, end.line, end.character);
}
