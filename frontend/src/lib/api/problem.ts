/**
 * What the server says when it refuses, as one kind of error. The `code` is what pages decide by; the sentence
 * people read is the translation of the code, and the English `detail` only where no translation exists.
 */
import { haveProblemTexts, sentence } from './problem-texts.svelte.ts';

export { sentence } from './problem-texts.svelte.ts';

export interface FieldProblem {
	/** A JSON pointer into the request: `/lines/0/quantity`. */
	pointer: string;
	code: string;
	detail: string;
}

interface ProblemBody {
	title?: string;
	status?: number;
	code?: string;
	detail?: string;
	fields?: FieldProblem[];
	request_id?: string;
}

export class Problem extends Error {
	readonly status: number;
	readonly code: string;
	readonly detail: string;
	readonly fields: FieldProblem[];
	readonly requestId: string | undefined;
	/** Seconds to wait, where the server named them. */
	readonly retryAfter: number | undefined;

	constructor(status: number, body: ProblemBody, retryAfter?: number) {
		super(body.detail ?? body.title ?? `HTTP ${status}`);
		this.name = 'Problem';
		this.status = status;
		this.code = body.code ?? (status === 0 ? 'offline' : status === 404 ? 'not_found' : 'unknown');
		this.detail = body.detail ?? '';
		this.fields = body.fields ?? [];
		this.requestId = body.request_id;
		this.retryAfter = retryAfter;
	}

	/** The sentence for people. */
	get text(): string {
		return sentence(this.code, this.detail);
	}

	/** The sentence for one field, by its pointer (`/email`), or nothing. */
	field(pointer: string): string | undefined {
		const found = this.fields.find((field) => field.pointer === pointer);
		return found && sentence(found.code, found.detail);
	}

	/** Every field's sentence by pointer, for forms. */
	get byField(): Record<string, string> {
		return Object.fromEntries(
			this.fields.map((field) => [field.pointer, sentence(field.code, field.detail)])
		);
	}
}

/** The problem in whatever was thrown. */
export function asProblem(thrown: unknown): Problem {
	if (thrown instanceof Problem) return thrown;
	return new Problem(0, {
		code: 'unexpected',
		detail: thrown instanceof Error ? thrown.message : String(thrown)
	});
}

/** Reads a refusal; anything that is not problem+json still becomes a sentence. */
export async function problemFrom(response: Response): Promise<Problem> {
	await haveProblemTexts();
	const wait = Number(response.headers.get('retry-after')) || undefined;
	try {
		return new Problem(response.status, (await response.json()) as ProblemBody, wait);
	} catch {
		return new Problem(response.status, { title: response.statusText }, wait);
	}
}
