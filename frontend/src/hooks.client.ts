import type { HandleClientError } from '@sveltejs/kit/hooks';
import { Problem } from '#lib/api/index.ts';

/** A refusal that reached a page's load keeps its status and code, so that the error page can say it in the reader's language. */
export const handleError: HandleClientError = ({ error, kind }) => {
	if (error instanceof Problem) {
		return { status: error.status || 503, message: error.detail || error.message, code: error.code };
	}
	if (kind === 'unknown') {
		console.error(error);
		return { code: 'unexpected' };
	}
};
