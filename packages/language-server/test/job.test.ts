// In which order a job tells what it finds; the clock is the test's.
import { expect, test } from 'vitest';
import type { Job, JobEvent } from '../src/job.ts';
import { createJobRunner } from '../src/job.ts';

const URI = 'file:///x.race';
const { run } = createJobRunner();

function told(wanted: Job['wanted'], now: () => number): readonly JobEvent['kind'][] {
    const events: JobEvent[] = [];
    const text = Array.from(
        { length: 4 },
        (_, at) => `var x${at}: int 0..9 = 0\nthread t${at} { while x${at} < 9 { x${at} += 1 } }\n`,
    ).join('');
    const job: Job = {
        uri: URI,
        texts: new Map([[URI, text]]),
        titles: undefined,
        limits: { states: 3000, memory: 0, seconds: 0 },
        wanted,
    };
    run(job, { emit: event => events.push(event), now, isStopped: () => false });
    return events.map(({ kind }) => kind).filter(kind => kind !== 'progress');
}

test('the verdict comes before whatever else there is to find out', () => {
    const still = () => 0;
    expect(told('verdict', still)).toEqual(['check', 'findings']);
    expect(told('diagnostics', still)).toEqual(['check', 'findings', 'paths']);
    expect(told('facts', still)).toEqual(['check', 'findings', 'paths', 'facts', 'fences']);
});

test('a long search lets what the paths say come before its verdict', () => {
    let seconds = 0;
    expect(told('diagnostics', () => 1000 * seconds++)).toEqual(['paths', 'check', 'findings']);
});
