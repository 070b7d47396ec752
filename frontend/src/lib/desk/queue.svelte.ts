/** The queue as the desk holds it: the lines, the counts, the filter, and which line follows which. */
import {
	api,
	asProblem,
	type Problem,
	type QueueCounts,
	type SubmissionKind,
	type SubmissionQueue,
	type SubmissionRow
} from '#lib/api/index.ts';

export interface QueueFilter {
	kind: SubmissionKind | null;
	overdue: boolean;
}

class Queue {
	items = $state<SubmissionRow[]>([]);
	counts = $state.raw<QueueCounts | null>(null);
	next = $state<string | null>(null);
	ready = $state(false);
	problem = $state.raw<Problem | null>(null);
	#filter: QueueFilter = { kind: null, overdue: false };

	async load(filter: QueueFilter = this.#filter): Promise<void> {
		this.#filter = filter;
		try {
			const page = await this.#page();
			this.items = page.items;
			this.next = page.next;
			this.counts = page.counts;
			this.problem = null;
		} catch (thrown) {
			this.problem = asProblem(thrown);
		} finally {
			this.ready = true;
		}
	}

	async more(after: string): Promise<void> {
		const page = await this.#page(after);
		this.items.push(...page.items);
		this.next = page.next;
	}

	/** The line after this one, or before it with `-1`; null at the ends. */
	beside(id: string | undefined, step: 1 | -1 = 1): SubmissionRow | null {
		const at = this.items.findIndex((row) => row.id === id);
		return at < 0 ? (this.items[0] ?? null) : (this.items[at + step] ?? null);
	}

	/** Takes a decided line out at once; the counts follow from the server. */
	take(id: string): void {
		this.items = this.items.filter((row) => row.id !== id);
		void this.load();
	}

	#page(after?: string): Promise<SubmissionQueue> {
		const { kind, overdue } = this.#filter;
		return api.get('/desk/submissions', {
			query: { status: 'open', kind, overdue: overdue || null, limit: 50, after }
		});
	}
}

export const queue = new Queue();
