/**
 * One thing that is being written. What is typed goes to the server by itself, a moment after the typing stops, one save at a
 * time and always the newest text; a change by somebody else stops the saving and says so, so that neither text is lost.
 */
import type { Problem } from '#lib/api/problem.ts';
import { Autosave, type SaveState } from './autosave.svelte.ts';

/** What the server answers about it, whole. */
export interface Written {
	version: number;
	updated_at: string;
}

export abstract class Draft<C, V extends Written> {
	view = $state.raw<V>() as V;
	content = $state<C>() as C;
	/** When the server last took something, RFC 3339. */
	savedAt = $state<string | null>(null);
	#saving: Autosave<C, V>;

	constructor(view: V) {
		this.view = view;
		this.content = this.contentOf(view);
		this.savedAt = view.updated_at;
		this.#saving = new Autosave<C, V>({
			value: this.#plain(),
			version: view.version,
			save: (content, version) => this.send(content, version),
			versionOf: (answer) => answer.version,
			saved: (answer) => {
				this.view = answer;
				this.savedAt = answer.updated_at;
				this.sent();
			}
		});
	}

	/** What is written in, out of what the server answered; a copy of its own. */
	protected abstract contentOf(view: V): C;
	protected abstract send(content: C, version: number): Promise<V>;
	protected abstract read(): Promise<V>;
	/** Whether nothing may be written now. */
	abstract get locked(): boolean;
	/** After the server took something. */
	protected sent(): void {}

	get saving(): SaveState {
		return this.#saving.state;
	}
	get problem(): Problem | null {
		return this.#saving.problem;
	}

	/** The sentence for a field that the server refused. */
	error(pointer: string): string | undefined {
		return this.problem?.byField[pointer];
	}

	/** What the server answered, whole, in place of what stood here. */
	take(view: V): void {
		this.view = view;
		this.content = this.contentOf(view);
		this.savedAt = view.updated_at;
		this.#saving.restart(this.#plain(), view.version);
	}

	/** What changed beside the content, without touching what is being typed. */
	update(view: V): void {
		this.view = view;
		this.#saving.version = view.version;
	}

	/** Called after every change. */
	touch(): void {
		if (!this.locked) this.#saving.change(this.#plain());
	}

	/** Saves what is typed now; resolves when the server has it or has refused it. */
	async save(): Promise<void> {
		await this.#saving.flush();
	}

	async reload(): Promise<void> {
		this.take(await this.read());
	}

	#plain(): C {
		return $state.snapshot(this.content) as C;
	}
}
