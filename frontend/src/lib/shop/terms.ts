import { api } from '#lib/api/index.ts';
import { best } from '#lib/i18n/index.ts';
import type { Names } from './filters.ts';

/** Every code of the vocabularies with its name, for filters that the list has no number for. */
export async function termNames(): Promise<Names> {
	const { categories, techniques, materials, towns } = await api.get('/vocabularies');
	const named = Object.entries({
		category: categories,
		technique: techniques,
		material: materials,
		town: towns
	});
	return Object.fromEntries(
		named.flatMap(([facet, terms]) => terms.map((term) => [`${facet} ${term.code}`, best(term.names)]))
	);
}
