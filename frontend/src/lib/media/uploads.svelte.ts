/** Pictures on their way to the server: shrunk, sent one after the other, each with its progress or its refusal. */
import { api, asProblem, type MediaView } from '#lib/api/index.ts';
import { shrink } from './shrink.ts';

export interface Upload {
	id: number;
	name: string;
	/** From 0 to 1. */
	done: number;
	refusal: string | null;
	file: File;
}

let next = 1;

export class Uploads {
	list = $state<Upload[]>([]);
	#organisation: () => string;
	#arrived: (media: MediaView) => void;
	#working = false;
	// eslint-disable-next-line svelte/prefer-svelte-reactivity -- no page reads it
	#stop = new Map<number, AbortController>();

	constructor(organisation: () => string, arrived: (media: MediaView) => void) {
		this.#organisation = organisation;
		this.#arrived = arrived;
	}

	get busy(): boolean {
		return this.list.some((one) => one.refusal === null);
	}

	add(files: Iterable<File>): void {
		for (const file of files) {
			if (!file.type.startsWith('image/')) continue;
			this.list.push({ id: next++, name: file.name, done: 0, refusal: null, file });
		}
		void this.#work();
	}

	again(id: number): void {
		const one = this.list.find((upload) => upload.id === id);
		if (!one) return;
		one.refusal = null;
		one.done = 0;
		void this.#work();
	}

	drop(id: number): void {
		this.#stop.get(id)?.abort();
		this.list = this.list.filter((one) => one.id !== id);
	}

	async #work(): Promise<void> {
		if (this.#working) return;
		this.#working = true;
		try {
			let one: Upload | undefined;
			while ((one = this.list.find((upload) => upload.refusal === null))) await this.#send(one);
		} finally {
			this.#working = false;
		}
	}

	async #send(one: Upload): Promise<void> {
		const stop = new AbortController();
		this.#stop.set(one.id, stop);
		try {
			const media = await api.upload<MediaView>(
				`/organisations/${this.#organisation()}/media`,
				await shrink(one.file),
				{ onProgress: (done) => (one.done = done), signal: stop.signal }
			);
			this.list = this.list.filter((upload) => upload.id !== one.id);
			this.#arrived(media);
		} catch (thrown) {
			if (thrown instanceof DOMException && thrown.name === 'AbortError') return;
			one.refusal = asProblem(thrown).text;
		} finally {
			this.#stop.delete(one.id);
		}
	}
}
