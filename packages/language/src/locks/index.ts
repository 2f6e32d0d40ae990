// The lock kinds, in the order in which they are offered. To add one: its file, its test, and a line here.
import { completion } from './completion.ts';
import { folioLock } from './folio-lock.ts';
import type { LockKind } from './lock-kind.ts';
import { modeLock } from './mode-lock.ts';
import { mutex } from './mutex.ts';
import { rwsem } from './rwsem.ts';
import { seqcount } from './seqcount.ts';
import { spinlock } from './spinlock.ts';

export const lockKinds: readonly LockKind[] = [spinlock, mutex, rwsem, folioLock, modeLock, seqcount, completion];
