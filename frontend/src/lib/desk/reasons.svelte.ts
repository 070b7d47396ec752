/**
 * What somebody is writing as the reasons of a decision. Kept in this browser until it is sent, so that nothing
 * typed is lost by looking at another submission or by closing the page.
 */
import type { FieldComment, Ground, NewDecision, SavedReply, Verdict } from '#lib/api/index.ts';
import { language, m } from '#lib/i18n/index.ts';
import { now } from '#lib/organizer/days.ts';

interface Draft {
	verdict: Verdict | null;
	ground: Ground | '';
	clause: string;
	facts: string;
	comments: Record<string, string>;
	suspend: boolean;
	saved_at: string | null;
}

const empty = (): Draft => ({
	verdict: null,
	ground: '',
	clause: '',
	facts: '',
	comments: {},
	suspend: false,
	saved_at: null
});
const key = (submission: string) => `modrotisk.decision.${submission}`;

export class Reasons {
	draft = $state<Draft>(empty());
	readonly #submission: string;

	constructor(submission: string) {
		this.#submission = submission;
		try {
			const kept = localStorage.getItem(key(submission));
			if (kept) this.draft = { ...empty(), ...(JSON.parse(kept) as Partial<Draft>) };
		} catch {
			// An unreadable draft is an empty one.
		}
	}

	/** An approval needs no reasons; everything else does. */
	get needed(): boolean {
		return this.draft.verdict !== null && this.draft.verdict !== 'approved';
	}

	keep(): void {
		this.draft.saved_at = now();
		try {
			localStorage.setItem(key(this.#submission), JSON.stringify(this.draft));
		} catch {
			// Without storage the draft lasts as long as the page.
		}
	}

	forget(): void {
		this.draft = empty();
		try {
			localStorage.removeItem(key(this.#submission));
		} catch {
			// Nothing was kept.
		}
	}

	comment(field: string, text: string | null): void {
		if (text === null) delete this.draft.comments[field];
		else this.draft.comments[field] = text;
		// A remark on a field is a wish for a change.
		if (text && this.draft.verdict === null) this.draft.verdict = 'changes_requested';
		this.keep();
	}

	apply(reply: SavedReply): void {
		const { ground, clause, facts } = reply.content;
		this.draft.ground = ground;
		this.draft.clause = clause;
		const text = facts[language.current] ?? facts.sl ?? Object.values(facts)[0] ?? '';
		this.draft.facts = this.draft.facts.trim() ? `${this.draft.facts.trimEnd()}\n${text}` : text;
		this.keep();
	}

	/** What is missing, by field of the form. */
	faults(): { ground?: string; clause?: string; facts?: string; verdict?: string } {
		if (this.draft.verdict === null) return { verdict: m.desk_missing_verdict() };
		if (!this.needed) return {};
		return {
			...(this.draft.ground ? {} : { ground: m.desk_missing_ground() }),
			...(this.draft.clause.trim() ? {} : { clause: m.desk_missing_clause() }),
			...(this.draft.facts.trim() ? {} : { facts: m.desk_missing_facts() })
		};
	}

	body(): NewDecision {
		const { verdict, ground, clause, facts, comments, suspend } = this.draft;
		const written: FieldComment[] = Object.entries(comments)
			.filter(([, text]) => text.trim())
			.map(([field, text]) => ({ field, text: text.trim() }));
		return {
			decision: verdict ?? 'approved',
			ground: this.needed && ground ? ground : null,
			clause: this.needed ? clause.trim() : '',
			facts: this.needed ? facts.trim() : '',
			comments: this.needed ? written : [],
			suspend_subject: verdict === 'upheld' && suspend
		};
	}
}
