// What is looked for in every module, one line each.
import type { PathRule } from '../path-rule.ts';
import type { Rule } from '../rule.ts';
import { ambiguousName } from './ambiguous-name.ts';
import { badOperand } from './bad-operand.ts';
import { beyondTheMachine } from './beyond-the-machine.ts';
import { bitsFieldWrite } from './bits-field-write.ts';
import { blindRetry } from './blind-retry.ts';
import { blockingInAtomic } from './blocking-in-atomic.ts';
import { breakOutsideLoop } from './break-outside-loop.ts';
import { circularDefinition } from './circular-definition.ts';
import { duplicateName } from './duplicate-name.ts';
import { duplicateTitle } from './duplicate-title.ts';
import { externDeclaration } from './extern-declaration.ts';
import { faultUnderLock } from './fault-under-lock.ts';
import { ghostRead } from './ghost-read.ts';
import { importCycle } from './import-cycle.ts';
import { impureCondition } from './impure-condition.ts';
import { incompleteInterrupt } from './incomplete-interrupt.ts';
import { labelMisuse } from './label-misuse.ts';
import { localStruct } from './local-struct.ts';
import { lockInDevice } from './lock-in-device.ts';
import { lockOptions } from './lock-options.ts';
import { lockRecursion } from './lock-recursion.ts';
import { machineDeclaration } from './machine-declaration.ts';
import { mappingBeyondFile } from './mapping-beyond-file.ts';
import { maySleepInAtomic } from './may-sleep-in-atomic.ts';
import { misalignedHuge } from './misaligned-huge.ts';
import { misplacedType } from './misplaced-type.ts';
import { missingPool } from './missing-pool.ts';
import { missingReturn } from './missing-return.ts';
import { namedMember } from './named-member.ts';
import { needsCast } from './needs-cast.ts';
import { noEffect } from './no-effect.ts';
import { notACondition } from './not-a-condition.ts';
import { notAValue } from './not-a-value.ts';
import { notAssignable } from './not-assignable.ts';
import { notCallable } from './not-callable.ts';
import { notConstant } from './not-constant.ts';
import { nullableDereference } from './nullable-dereference.ts';
import { onlyInProperties } from './only-in-properties.ts';
import { outOfRange } from './out-of-range.ts';
import { overlappingVmas } from './overlapping-vmas.ts';
import { recursion } from './recursion.ts';
import { seqcountMisuse } from './seqcount-misuse.ts';
import { shadowedName } from './shadowed-name.ts';
import { staleUse } from './stale-use.ts';
import { tooFewFrames } from './too-few-frames.ts';
import { tooManyTags } from './too-many-tags.ts';
import { typeMismatch } from './type-mismatch.ts';
import { unfitOverride } from './unfit-override.ts';
import { unguardedWrite } from './unguarded-write.ts';
import { uninitialized } from './uninitialized.ts';
import { unknownBug } from './unknown-bug.ts';
import { unknownCpu } from './unknown-cpu.ts';
import { unknownFlag } from './unknown-flag.ts';
import { unknownHook } from './unknown-hook.ts';
import { unknownImport } from './unknown-import.ts';
import { unknownKnob } from './unknown-knob.ts';
import { unknownLabel } from './unknown-label.ts';
import { unknownModel } from './unknown-model.ts';
import { unknownName } from './unknown-name.ts';
import { unknownOverride } from './unknown-override.ts';
import { unknownVerdict } from './unknown-verdict.ts';
import { unknownViolation } from './unknown-violation.ts';
import { unpaired } from './unpaired.ts';
import { unreachableCode } from './unreachable-code.ts';
import { unused } from './unused.ts';
import { unusedResult } from './unused-result.ts';
import { wrongArguments } from './wrong-arguments.ts';
import { wrongLock } from './wrong-lock.ts';
import { wrongOverride } from './wrong-override.ts';

export const rules: readonly Rule[] = [
    ambiguousName,
    badOperand,
    beyondTheMachine,
    bitsFieldWrite,
    blockingInAtomic,
    breakOutsideLoop,
    circularDefinition,
    duplicateName,
    duplicateTitle,
    externDeclaration,
    ghostRead,
    importCycle,
    impureCondition,
    incompleteInterrupt,
    labelMisuse,
    localStruct,
    lockInDevice,
    lockOptions,
    machineDeclaration,
    mappingBeyondFile,
    misalignedHuge,
    misplacedType,
    missingPool,
    missingReturn,
    namedMember,
    needsCast,
    noEffect,
    notACondition,
    notAValue,
    notAssignable,
    notCallable,
    notConstant,
    nullableDereference,
    onlyInProperties,
    outOfRange,
    overlappingVmas,
    recursion,
    shadowedName,
    tooFewFrames,
    tooManyTags,
    typeMismatch,
    uninitialized,
    unfitOverride,
    unknownBug,
    unknownCpu,
    unknownFlag,
    unknownHook,
    unknownImport,
    unknownKnob,
    unknownLabel,
    unknownModel,
    unknownName,
    unknownOverride,
    unknownVerdict,
    unknownViolation,
    unreachableCode,
    unused,
    unusedResult,
    wrongArguments,
    wrongLock,
    wrongOverride,
];

/** What is looked for on the paths of a whole script. */
export const pathRules: readonly PathRule[] = [
    blindRetry,
    faultUnderLock,
    lockRecursion,
    maySleepInAtomic,
    seqcountMisuse,
    staleUse,
    unguardedWrite,
    unpaired,
];
