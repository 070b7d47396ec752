/**
 * Saves what is typed a moment after the typing stops, one save at a time, the latest last. When the server cannot
 * be reached it tries again by itself; when somebody else was faster it stops and asks whose words stay.
 */
import { asProblem, Problem } from '#lib/api/problem.ts';

export type SaveState = 'saved' | 'waiting' | 'saving' | 'failed' | 'conflict';

interface Plan<T, R> {
	/** What stands on the server now, so that opening a page saves nothing. */
	value: T;
	version: number;
	save: (value: T, version: number) => Promise<R>;
	versionOf: (answer: R) => number;
	/** The server's answer, with what was sent: ids it gave, what is still missing. */
	saved?: (answer: R, sent: T) => void;
	/** Milliseconds of quiet before saving. */
	quiet?: number;
}

/** What a page shows of an Autosave. */
export interface Saving {
	readonly state: SaveState;
	readonly savedAt: string | null;
	readonly problem: Problem | null;
	readonly pending: boolean;
	flush: () => Promise<boolean>;
}

/** Seconds until the next try, by how many failed. */
const patience = [2, 5, 15, 30];

export class Autosave<T, R = unknown> {
	state = $state<SaveState>('saved');
	/** When the server last took something, RFC 3339. */
	savedAt = $state<string | null>(null);
	problem = $state.raw<Problem | null>(null);
	version = $state(0);
	#plan: Plan<T, R>;
	/** What the server has, as text: a change back to it needs no save. */
	#known: string;
	#next: T | undefined;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#flight: Promise<void> | null = null;
	#failures = 0;

	constructor(plan: Plan<T, R>) {
		this.#plan = plan;
		this.#known = JSON.stringify(plan.value);
		this.version = plan.version;
	}

	/** Something has not reached the server yet. */
	get pending(): boolean {
		return this.state !== 'saved';
	}

	/** Something newer than what was just sent stands here. */
	get #more(): boolean {
		return this.state === 'waiting';
	}

	/** Takes the newest content; call it with a plain copy, as often as it changes. */
	change(value: T): void {
		if (this.#next === undefined && this.#flight === null && JSON.stringify(value) === this.#known) return;
		this.#next = value;
		if (this.state === 'conflict') return;
		if (this.state !== 'saving') this.state = 'waiting';
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.flush(), this.#plan.quiet ?? 700);
	}

	/** Saves now. True when the server has everything. */
	async flush(): Promise<boolean> {
		clearTimeout(this.#timer);
		while (this.#flight) await this.#flight;
		if (this.#next === undefined || this.state === 'conflict') return this.state === 'saved';
		const sent = this.#next;
		this.#next = undefined;
		if (JSON.stringify(sent) === this.#known) {
			this.state = 'saved';
			return true;
		}
		this.state = 'saving';
		this.#flight = this.#send(sent);
		await this.#flight;
		// What was typed, or taken over from the answer, meanwhile belongs to "everything" too.
		return this.#more ? this.flush() : !this.pending;
	}

	async #send(sent: T): Promise<void> {
		try {
			const answer = await this.#plan.save(sent, this.version);
			this.version = this.#plan.versionOf(answer);
			this.#known = JSON.stringify(sent);
			this.#failures = 0;
			this.problem = null;
			// eslint-disable-next-line svelte/prefer-svelte-reactivity -- kept as text
			this.savedAt = new Date().toISOString();
			this.state = this.#next === undefined ? 'saved' : 'waiting';
			this.#plan.saved?.(answer, sent);
		} catch (thrown) {
			// What could not be saved stays the next to save, unless something newer was typed meanwhile.
			this.#next ??= sent;
			this.problem = asProblem(thrown);
			this.state = this.problem.status === 412 ? 'conflict' : 'failed';
			if (this.state === 'failed') this.#again(this.problem);
		} finally {
			this.#flight = null;
		}
	}

	#again(problem: Problem): void {
		// A refused content is tried again only when it changes; a server out of reach is asked until it answers.
		if (problem.status !== 0 && problem.status < 500 && problem.status !== 429) return;
		const wait = problem.retryAfter ?? patience[Math.min(this.#failures++, patience.length - 1)] ?? 30;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.flush(), wait * 1000);
	}

	/** The page now shows what the server has. */
	restart(value: T, version: number): void {
		clearTimeout(this.#timer);
		this.#next = undefined;
		this.#known = JSON.stringify(value);
		this.version = version;
		this.problem = null;
		this.state = 'saved';
	}

	/** After a conflict: what stands on this page goes over the newer version. */
	keepMine(version: number): Promise<boolean> {
		this.version = version;
		this.problem = null;
		this.state = 'waiting';
		return this.flush();
	}

	stop(): void {
		clearTimeout(this.#timer);
	}
}
