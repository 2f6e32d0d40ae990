// A Program as text, for people who look for the mistake in one.
import type {
    Action,
    ActorId,
    Domain,
    Expr,
    Mark,
    Next,
    Outcome,
    Program,
    Property,
    RegisterId,
    StepId,
} from '../program.ts';

/** The whole program, one line for each cell, actor, step and property; steps that no actor reaches are left out. */
export function dump(program: Program): string {
    const reached = reachedSteps(program);
    const lines = [
        program.memory.kind === 'sc' ? 'memory sc' : `memory tso, ${program.memory.entries} entries`,
        `cpus ${program.cpus.join(' ')}${program.detectRaces ? ', races are reported' : ''}`,
        ...program.classes.map((c, id) => `class ${id} ${c.name}: ${c.objects.join(' ')}`),
        ...program.cells.map((c, id) => {
            const length = c.length === 1 ? '' : `[${c.length}]`;
            return `cell ${id} ${c.class} ${c.name}${length}: ${domainText(c.domain)} = ${c.initial.join(' ')}`;
        }),
        ...program.deferred.map(
            (d, id) =>
                `deferred ${id} ${d.text} on ${d.cell === undefined ? 'nothing' : nameOfCell(program, d.cell)}, ` +
                `by step ${d.step}: ${actionsText(program, undefined, d.actions)}`,
        ),
        ...program.properties.map(p => `${p.kind} ${outcomeText(p.outcome)}: ${exprText(program, undefined, p.holds)}`),
    ];
    program.actors.forEach((actor, id) => {
        const say = (expr: Expr): string => exprText(program, id, expr);
        lines.push(
            '',
            [
                `actor ${id} ${actor.kind} ${actor.name} on ${program.cpus[actor.cpu]}`,
                actor.entry === undefined ? 'has ended' : `enters ${actor.entry}`,
                ...(actor.obliged ? ['obliged'] : []),
                ...(actor.mayRun ? [`runs while ${say(actor.mayRun)}`] : []),
                ...(actor.excludedBy ? [`excluded by ${say(actor.excludedBy)}`] : []),
                ...(actor.liveAtEnd.length > 0
                    ? [`live at end: ${actor.liveAtEnd.map(r => registerText(program, id, r)).join(' ')}`]
                    : []),
            ].join(', '),
            ...actor.registers.map(r => `    ${r.name}: ${domainText(r.domain)} = ${r.initial}`),
        );
        // replicated actors share their steps: show them once
        if (program.actors.findIndex(other => other.entry === actor.entry) === id) {
            for (const step of reached[id]!) lines.push(`  ${stepText(program, id, step)}`);
        }
    });
    return `${lines.join('\n')}\n`;
}

/** An expression in C's syntax; registers bear the names of the actor's, where there is one. */
function exprText(program: Program, actor: ActorId | undefined, expr: Expr): string {
    const say = (inner: Expr): string => exprText(program, actor, inner);
    switch (expr.kind) {
        case 'const':
            return String(expr.value);
        case 'register':
            return registerText(program, actor, expr.register);
        case 'actor-register':
            return `${program.actors[expr.actor]?.name}.${registerText(program, expr.actor, expr.register)}`;
        case 'cell': {
            const view = expr.view === 'own' && program.memory.kind === 'tso' ? 'own ' : '';
            return `${view}${cellText(program, actor, expr.cell, expr.index)}`;
        }
        case 'self':
        case 'old':
        case 'operand':
        case 'slot':
            return expr.kind;
        case 'bound':
            return `$${expr.depth}`;
        case 'unary':
            return `${expr.operator}${say(expr.operand)}`;
        case 'binary':
            return `(${say(expr.left)} ${expr.operator} ${say(expr.right)})`;
        case 'conditional':
            return `(${say(expr.condition)} ? ${say(expr.then)} : ${say(expr.else)})`;
        case 'quantifier':
            return `${expr.quantifier}(${say(expr.low)}..${say(expr.high)}: ${say(expr.body)})`;
        case 'at':
            return `at(${say(expr.actor)}, ${expr.steps.join(' ')})`;
        case 'ended':
            return `ended(${say(expr.actor)})`;
        case 'is-referenced':
            return `is_referenced(${program.classes[expr.class]?.name}, ${say(expr.index)})`;
    }
}

function stepText(program: Program, actor: ActorId, id: StepId): string {
    const step = program.steps[id]!;
    const say = (expr: Expr): string => exprText(program, actor, expr);
    const parts = [
        ...(step.choose
            ? [
                  `choose ${registerText(program, actor, step.choose.register)} in ` +
                      `${say(step.choose.low)}..${say(step.choose.high)}`,
              ]
            : []),
        ...(step.guard ? [`when ${say(step.guard)}`] : []),
        ...(step.drains ? [`drains${isTrue(step.drains) ? '' : ` if ${say(step.drains)}`}`] : []),
        actionsText(program, actor, step.actions),
        nextText(program, actor, step.next),
    ];
    const notes = [
        ...(step.fairness === 'strong' ? ['strong'] : []),
        ...(step.optional ? ['optional'] : []),
        ...(step.rest?.kind === 'always' ? ['may rest'] : []),
        ...(step.rest?.kind === 'unless' ? [`may rest unless ${say(step.rest.raised)}`] : []),
        ...(step.waits?.holders ? [`held by $0: ${say(step.waits.holders)}`] : []),
        ...(step.live ? [`live: ${step.live.map(r => registerText(program, actor, r)).join(' ')}`] : []),
    ];
    const text = parts.filter(part => part !== '').join('; ');
    return `${step.local ? '  ' : ''}${id}: ${text}${notes.length > 0 ? `   // ${notes.join(', ')}` : ''}`;
}

function actionsText(program: Program, actor: ActorId | undefined, actions: readonly Action[]): string {
    return actions.map(action => actionText(program, actor, action)).join('; ');
}

const markText = (mark: Mark): string => (mark === 'marked' ? '' : ` ${mark}`);

function actionText(program: Program, actor: ActorId | undefined, action: Action): string {
    const say = (expr: Expr): string => exprText(program, actor, expr);
    const register = (id: RegisterId): string => registerText(program, actor, id);
    switch (action.kind) {
        case 'set':
            return `${register(action.register)} = ${say(action.value)}`;
        case 'write':
            return `write ${cellText(program, actor, action.cell, action.index)} = ${say(action.value)}`;
        case 'load': {
            return `${register(action.register)} = load${markText(action.mark)} ${cellText(program, actor, action.cell, action.index)}`;
        }
        case 'store': {
            return `store${markText(action.mark)} ${cellText(program, actor, action.cell, action.index)} = ${say(action.value)}`;
        }
        case 'rmw': {
            const results = [
                ...(action.result === undefined ? [] : [`${register(action.result)} = old`]),
                ...(action.succeeded === undefined ? [] : [`${register(action.succeeded)} = success`]),
            ];
            const condition = action.condition === undefined ? '' : ` if ${say(action.condition)}`;
            const cell = cellText(program, actor, action.cell, action.index);
            return [`rmw${markText(action.mark)} ${cell} = ${say(action.value)}${condition}`, ...results].join(', ');
        }
        case 'defer': {
            const index = action.index === undefined ? '' : ` at ${say(action.index)}`;
            const operand = action.operand === undefined ? '' : ` with ${say(action.operand)}`;
            return `defer ${action.deferred} ${program.deferred[action.deferred]?.text}${index}${operand}`;
        }
        case 'if': {
            const otherwise = action.else.length > 0 ? ` else { ${actionsText(program, actor, action.else)} }` : '';
            return `if ${say(action.condition)} { ${actionsText(program, actor, action.then)} }${otherwise}`;
        }
        case 'fail':
            return `fail ${outcomeText(action.outcome)}`;
        case 'retire':
            return `retire ${program.classes[action.class]?.name} ${say(action.index)}`;
        case 'discard':
        case 'progress':
            return action.kind;
        case 'cover':
            return `cover ${program.covers[action.cover]}`;
    }
}

function nextText(program: Program, actor: ActorId, next: Next): string {
    switch (next.kind) {
        case 'goto':
            return `goto ${next.step}`;
        case 'branch':
            return `if ${exprText(program, actor, next.condition)} goto ${next.then} else ${next.else}`;
        case 'switch':
            return `goto [${next.steps.join(' ')}][${exprText(program, actor, next.on)}]`;
        case 'end':
            return 'end';
    }
}

function domainText(domain: Domain): string {
    switch (domain.kind) {
        case 'int':
            return `${domain.low}..${domain.high}`;
        case 'ref':
            return `ref ${domain.class}`;
        case 'bits':
            return `bits ${domain.fields.map(f => `${f.name}@${f.shift}+${f.width}: ${domainText(f.domain)}`).join(', ')}`;
    }
}

const outcomeText = (outcome: Outcome | Property['outcome']): string => `${outcome.kind} ${outcome.name}`.trim();

const isTrue = (expr: Expr): boolean => expr.kind === 'const' && expr.value !== 0;

const nameOfCell = (program: Program, cell: number): string => program.cells[cell]?.name ?? `cell ${cell}`;

function cellText(program: Program, actor: ActorId | undefined, cell: number, index: Expr | undefined): string {
    return `${nameOfCell(program, cell)}${index === undefined ? '' : `[${exprText(program, actor, index)}]`}`;
}

const registerText = (program: Program, actor: ActorId | undefined, register: RegisterId): string =>
    (actor === undefined ? undefined : program.actors[actor]?.registers[register]?.name) ?? `r${register}`;

/** For each actor the steps it can come to, in ascending order. */
function reachedSteps(program: Program): readonly (readonly StepId[])[] {
    return program.actors.map(actor => {
        const reached = new Set(actor.entry === undefined ? [] : [actor.entry]);
        for (const id of reached) for (const next of targetsOf(program.steps[id]!.next)) reached.add(next);
        return [...reached].sort((a, b) => a - b);
    });
}

/** The steps that may follow. */
export function targetsOf(next: Next): readonly StepId[] {
    switch (next.kind) {
        case 'goto':
            return [next.step];
        case 'branch':
            return [next.then, next.else];
        case 'switch':
            return next.steps;
        case 'end':
            return [];
    }
}
