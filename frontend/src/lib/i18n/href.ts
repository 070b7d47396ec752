import { pathOf, type PageName, type PageParams, type QueryValue } from '#lib/urls.ts';
import { language } from './language.svelte.ts';

/** The address of a public page in the language of the moment: `href('product', { slug })`. */
export function href(
	page: PageName,
	params: PageParams = {},
	query: Record<string, QueryValue> = {}
): string {
	return pathOf(language.current, page, params, query);
}
