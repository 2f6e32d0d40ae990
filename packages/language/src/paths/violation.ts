// What a walk over paths comes upon. The rules in `diagnostics/` put it into words.
import type { AstNode } from 'langium';
import type { Call, Lock, Var } from '../generated/ast.ts';
import type { Hold } from './state.ts';
import type { LockValue } from './value.ts';

export type Violation =
    /** Waits for a lock that it holds itself, or may hold. */
    | {
          readonly kind: 'recursion';
          readonly hold: Hold;
          readonly mode: string;
          /** `fault`: the handler of a fault wants it that was entered with the lock held. */
          readonly through: 'fault' | 'calls';
          /** Nothing but somebody who waits in between keeps it from being granted. */
          readonly isShared: boolean;
      }
    /** `hold`: of the lock that forbids it. */
    | { readonly kind: 'sleep'; readonly why: Atomicity; readonly hold: Hold | undefined }
    | { readonly kind: 'held-at-end'; readonly hold: Hold }
    | { readonly kind: 'context-at-end'; readonly context: Context }
    | { readonly kind: 'release'; readonly lock: LockValue }
    | { readonly kind: 'leave'; readonly context: Context }
    /** `parameter`: by which the place was passed. */
    | {
          readonly kind: 'unguarded';
          readonly variable: Var;
          readonly guard: Lock;
          readonly parameter: AstNode | undefined;
      }
    | {
          readonly kind: 'stale';
          readonly variable: Var;
          readonly guard: Lock;
          readonly read: AstNode;
          readonly parameter: AstNode | undefined;
      }
    /** Written with the guard held, and no look before: no mistake by itself, if nobody goes by what he saw without it. */
    | {
          readonly kind: 'blind';
          readonly variable: Var;
          readonly guard: Lock;
          readonly parameter: AstNode | undefined;
      }
    /** A reference was read in a section that is not checked yet, and is followed. */
    | { readonly kind: 'unchecked'; readonly sequence: Lock; readonly read: AstNode }
    | WriteSection
    /** Spins while a sequence is odd. */
    | { readonly kind: 'read-spin'; readonly sequence: LockValue }
    /** Nothing keeps two writers of a sequence apart. `other`: where the other one begins; it may be the same place. */
    | { readonly kind: 'unordered'; readonly sequence: Lock; readonly other: AstNode }
    /** Somebody who spins until the writer is done may keep it from going on. */
    | {
          readonly kind: 'stopped';
          readonly sequence: Lock;
          readonly reader: AstNode;
          readonly by: 'preemption' | 'interrupt';
      };

/** No mistake by itself: who else writes and reads decides. `guards`: what is held then. */
export interface WriteSection {
    readonly kind: 'write-section';
    readonly sequence: LockValue;
    readonly guards: readonly Hold[];
    /** Who may run on the writer's CPU before it is done. */
    readonly mayStop: 'anybody' | 'interrupts' | 'no';
}

/** Why it must not sleep. */
export type Atomicity = 'handler' | 'lock' | 'irq' | 'preempt' | 'rcu';
export type Context = 'preempt' | 'irq' | 'rcu' | 'pagefault';

/** A violation, where it is, and the calls that lead there, outermost first. */
export interface Found {
    readonly violation: Violation;
    readonly site: AstNode;
    readonly calls: readonly Call[];
    /** The call or the site that stands where the lock was taken, or the context entered, that makes it wrong: what comes behind it is right by itself. */
    readonly anchor: AstNode;
}
