// The threads that search together with the one that asks. They are started when a search needs them, and kept for the next.
//
// Whoever asks is busy until the answer is there, and hears no events: so both sides wait for each other in shared memory,
// and take messages by hand.
import type { MessagePort } from 'node:worker_threads';
import { MessageChannel, receiveMessageOnPort, Worker, workerData } from 'node:worker_threads';
import type { PartAnswer, SharedSearch, Team } from '@faultline/checker';
import { explorePart } from '@faultline/checker';

/** What a thread of a team is started with. */
interface MemberTask {
    readonly task: 'faultline-search';
    /** 1 for the first beside the one that asks. */
    readonly member: number;
    readonly port: MessagePort;
    /** How many searches were asked for, and how many were answered. */
    readonly bell: Int32Array;
}

const ASKED = 0;
const ANSWERED = 1;

export function isMemberTask(data: unknown): data is MemberTask {
    return typeof data === 'object' && data !== null && 'task' in data && data.task === 'faultline-search';
}

/** Below so many states a search takes no longer than starting the threads. */
const FEWEST = 100_000;

/** Of so many threads, with the caller's. `entry`: what they run, which calls {@link search}. */
export function createTeam(members: number, fewest: number = FEWEST, entry: URL = new URL(import.meta.url)): Team {
    let others: ReturnType<typeof startMember>[] | undefined;
    return {
        members,
        fewest,
        start: search => {
            others ??= Array.from({ length: members - 1 }, (_, index) => startMember(index + 1, entry));
            for (const { ask } of others) ask(search);
            const asked = others;
            return () => asked.map(({ answer }) => answer());
        },
    };
}

function startMember(
    member: number,
    entry: URL,
): {
    readonly ask: (search: SharedSearch) => void;
    readonly answer: () => PartAnswer;
} {
    const { port1, port2 } = new MessageChannel();
    const bell = new Int32Array(new SharedArrayBuffer(8));
    const data: MemberTask = { task: 'faultline-search', member, port: port2, bell };
    const worker = new Worker(entry, { workerData: data, transferList: [port2] });
    worker.unref();
    port1.unref();
    return {
        ask: search => {
            port1.postMessage(search);
            Atomics.add(bell, ASKED, 1);
            Atomics.notify(bell, ASKED);
        },
        answer: () => {
            const asked = Atomics.load(bell, ASKED);
            let answered = Atomics.load(bell, ANSWERED);
            while (answered < asked) {
                Atomics.wait(bell, ANSWERED, answered);
                answered = Atomics.load(bell, ANSWERED);
            }
            return receiveMessageOnPort(port1)?.message as PartAnswer;
        },
    };
}

/** The thread's side. Does not return: the thread ends with the one that started it. */
export function search(): void {
    const { member, port, bell } = workerData as MemberTask;
    for (let done = 0; ; done++) {
        Atomics.wait(bell, ASKED, done);
        const task = receiveMessageOnPort(port)?.message as SharedSearch;
        port.postMessage(explorePart(task, member));
        Atomics.add(bell, ANSWERED, 1);
        Atomics.notify(bell, ANSWERED);
    }
}
