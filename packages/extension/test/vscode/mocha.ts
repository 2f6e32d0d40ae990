// Runs a suite of mocha's in this process, and writes its report. In the extension host VS Code calls `run`.
import Mocha from 'mocha';

interface MochaRun {
    readonly files: readonly string[];
    /** Where the report goes, in the shape of mocha's JSON reporter. */
    readonly report: string;
    /** Before anything else happens, so that one can still see why. */
    readonly onFailure?: (title: string) => Promise<void>;
}

/** Answers when all have run, whatever came of them; the report says that. */
export async function runMocha({ files, report, onFailure }: MochaRun): Promise<void> {
    const mocha = new Mocha({
        ui: 'tdd',
        // a hang ends here; nothing may depend on it
        timeout: 60_000,
        reporter: 'json',
        reporterOptions: { output: report },
        rootHooks: {
            async afterEach(this: Mocha.Context) {
                const { currentTest } = this;
                if (currentTest?.state === 'failed') await onFailure?.(currentTest.title);
            },
        },
    });
    for (const file of files) mocha.addFile(file);
    await mocha.loadFilesAsync();
    await new Promise<void>(done => mocha.run(() => done()));
}

/** @public Called by VS Code, with what to run in a variable of the environment. */
export function run(): Promise<void> {
    return runMocha(JSON.parse(process.env.FAULTLINE_MOCHA ?? '') as MochaRun);
}
