/**
 * What a back-office page reads. It is asked for again when the key changes or the language does, and after an act
 * by `reload()`; what was there stays on the page meanwhile. Made in a component's script, like an effect.
 */
import { untrack } from 'svelte';
import { asProblem, type Problem } from '#lib/api/index.ts';
import { language } from '#lib/i18n/index.ts';

/** What a page shows of a Resource. */
export interface Answer<T> {
	readonly data: T | undefined;
	readonly problem: Problem | undefined;
	reload: () => Promise<void>;
}

export class Resource<T, K = unknown> {
	data = $state.raw<T | undefined>();
	problem = $state.raw<Problem | undefined>();
	loading = $state(true);
	#ask: (key: K) => Promise<T>;
	#key: () => K;
	#turn = 0;

	/** `spoken: false` where the answer is the same in every language, or where reading again would disturb an editor. */
	constructor(key: () => K, ask: (key: K) => Promise<T>, { spoken = true } = {}) {
		this.#ask = ask;
		this.#key = key;
		let last: string | undefined;
		$effect(() => {
			const now = key();
			const about = JSON.stringify([now, spoken ? language.current : null]);
			untrack(() => {
				// Another thing is asked about: the old answer would lie.
				if (last !== undefined && JSON.stringify([now]) !== JSON.stringify([JSON.parse(last)[0]]))
					this.data = undefined;
				last = about;
				void this.#run(now);
			});
		});
	}

	async #run(key: K): Promise<void> {
		const turn = ++this.#turn;
		this.loading = true;
		this.problem = undefined;
		try {
			const answer = await this.#ask(key);
			if (turn === this.#turn) this.data = answer;
		} catch (thrown) {
			if (turn === this.#turn) this.problem = asProblem(thrown);
		} finally {
			if (turn === this.#turn) this.loading = false;
		}
	}

	reload = (): Promise<void> => this.#run(untrack(this.#key));

	/** Puts the answer of an act in place, without asking again. */
	put(value: T): void {
		this.#turn++;
		this.loading = false;
		this.data = value;
	}
}
