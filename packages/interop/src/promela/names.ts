// Identifiers: every name of the program, made into one that Promela, the C preprocessor and the C of `pan` all take.

/** Answers an identifier as near to the wish as can be, never twice the same. */
export type NameGiver = (wish: string) => string;

export function nameGiver(): NameGiver {
    const taken = new Set(RESERVED);
    return wish => {
        const base = mangle(wish);
        let name = base;
        for (let n = 2; taken.has(name); n++) name = `${base}_${n}`;
        taken.add(name);
        return name;
    };
}

/** A name for a process type: `pan` defines a macro and a struct of that name behind a `P`. */
export function nameOfProcess(give: NameGiver, wish: string): string {
    const name = give(wish);
    return give(`P${name}`) === `P${name}` ? name : nameOfProcess(give, `${wish}_`);
}

function mangle(wish: string): string {
    const plain = wish.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
    // a leading underscore belongs to spin
    return /^[A-Za-z]/.test(plain) ? plain : `n${plain}`;
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Words of Promela, words of C, and whatever the C of `pan` (spin 6.5) or its compiler defines as a macro or a field. */
const RESERVED: readonly string[] = [
    ...words(`
        active assert atomic bit bool break byte c_code c_decl c_expr c_state c_track chan cond_expr d_proctype d_step do
        else empty enabled end eval false fi for full get_priority goto hidden if in init inline int len local ltl mtype
        nempty never nfull notrace np_ od of pc_value pid printf printm priority proctype progress provided return run
        select set_priority short show skip timeout trace true typedef unless unsigned until always eventually weakuntil
        stronguntil release implies equivalent next xr xs STDIN accept`),
    ...words(`
        asm auto case char const continue default double enum extern float long register restrict signed sizeof static
        struct switch typeof union void volatile while uchar uint ulong ushort sv State NULL EOF linux unix i386 main`),
    ...words(`
        cas get16bits get_permuted getframe global grab_state is_alive iam_alive enter_critical leave_critical max min
        mix final onstack_now onstack_put onstack_zap pptr qptr q_sz rand rot tr_2_src trpt now wasnew bfs_do_store
        maxseq minseq maxseq0 maxseq1 maxseq2 minseq0 minseq1 minseq2 pthread_equal addproc snprintf proc_offset
        q_offset uint8_t uint16_t uint32_t boq oboq`),
    ...words(`
        ACCEPT_LAB ALIGNED ALL_P ALPHA_F ASYNC AUTO_RESIZE A_V Addproc BACKWARD_MOVES BAD BASE BCS BCS_NOFIX BFS
        BFS_CHECK BFS_DISK BFS_DSK_LIMIT BFS_FIFO BFS_GEN BFS_GLOB BFS_GREEDY BFS_HC BFS_ID BFS_INQ BFS_LIMIT BFS_LOGMEM
        BFS_MASK BFS_MAXLOCKS BFS_MAXPROCS BFS_MEM BFS_NORECYCLE BFS_NOTRAIL BFS_ORD BFS_PAR BFS_PRINT BFS_QSZ
        BFS_RESERVE BFS_SEP_HASH BFS_SEP_HEAP BFS_STAGGER BFS_STATE BFS_W BITSTATE BYTESIZE B_FORCED B_PHASE1 B_PHASE2
        Boundcheck CACHE_NR CHECK CHUNK CNTRSTACK CNT_P COLLAPSE COLLAPSE2 COLLAPSE3 COLLAPSE4 CONSERVATIVE CONTINUE
        CONTINUE0 CS_ID CS_N CS_NR CTL CYGWIN C_EXIT C_INIT C_States DELTA DEBUG DEBUG2 DMA DR_XPT DUAL_CORE DW_XPT
        ELSE_IN_GUARD ETIM EVENT_TRACE FORWARD_MOVES FREQ FROM_P FULLSTACK FULL_TRAIL From GENEROUS GLOBAL GLOBAL_LOCK
        GLOB_ALPHA GLOB_HEAP GN_FRAMES GQ_RD GQ_WR GWQ_SIZE G_int G_long HASH HAS_BADELSE HAS_CODE HAS_ENABLED HAS_HIDDEN
        HAS_LAST HAS_LTL HAS_NP HAS_PCVALUE HAS_PRIORITY HAS_PROVIDED HAS_SORTED HAS_STACK HAS_TRACK HAS_UNLESS HC HC0
        HC1 HC2 HC3 HC4 H_el II INIT_STATE INI_P INLINE INLINE_REV INRANGE IfNotBlocked Index JOINPROCS LC LL LN_FRAMES
        LOCAL LONG_T LOOPSTATE LWQ_FIXED LWQ_SIZE L_BOUND Lstate MA MAXPROC MAXQ MAX_DSK_FILE MEMCNT MEMLIM MERGED
        MORE_P MURMUR MYSTEP M_LOSS Max NCLAIMS NCORE NDONE_P NEGATED_TRACE NFAIR NGQ NIBIS NOBOUNDCHECK NOCLAIM NOCOMP
        NOFAIR NOFIX NOREDUCE NOSTUTTER NOT_AGAIN NOVSZ NO_CAS NO_CTX NO_FAST_C NO_HC NO_LAST NO_RESIZE NO_TDH
        NO_V_PROVISO NP NQS NRUNS NR_QS NSUCC NTIM NTRANS OFFT ONESECOND ONE_L ON_EXIT O_BINARY O_CREAT O_RDONLY O_RDWR
        O_TRUNC O_WRONLY Offsetof PAN_H PEG PERMUTED PMAX PRINTF PROG_LAB PROV PUTPID P_RAND P_REVERSE P__Q PanSource
        Pclaim QLOCK QMAX QUAD_CORE QUERY QUERY_F QUIT Q_EMPT_F Q_EMPT_T Q_FULL_F Q_FULL_T Q_PROVISO Qlen RANDOMIZE
        RANDSTOR RANDSTORE REACH REM_VARS REVERSE RFLAGS RHASH RWFLAGS R_XPT S SAFETY SC SDUMP SEPARATE SEPQS SEP_HEAP
        SEP_STATE SET_SEG_SIZE SET_WQ_SIZE SHO SHORT_T SM_frame SPACE SPIN_HEAP STOP_ON_FULL STORE_CTX STORE_LAST SVDUMP
        SYNC S_A S_IREAD S_IWRITE SpinVersion StackSize TESTING TIMEOUT_F TRANSITIONS TRIX TRIX_ORIG TRIX_RIX TRY_AGAIN
        TWIDTH T_ALERT T_FREE T_HC T_ID T_NOCOMP T_RAND T_REVERSE T_ROW T_ROW_MASK T_ROW_SIZE T_STAT T_VSZ
        TargetQ_Full TargetQ_NotFull To UPTO_P USE_DISK USE_TDH UnBlock VAR_RANGES VECTORSZ VERBOSE VERI VMAX VVERBOSE
        V_A V_MOD V_PROVISO V_TRIX WAIT_MAX WFLAGS WIN32 WIN64 WS W_XPT X XUSAFE Y ZAPH`),
    ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(n => `Air${n}`),
];
