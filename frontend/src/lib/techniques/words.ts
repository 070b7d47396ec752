/** What there is of a technique, in one line; what there is none of is left out. */
import type { TechniqueCard } from '#lib/api/index.ts';
import { m } from '#lib/i18n/index.ts';

export function counts(
	technique: Pick<TechniqueCard, 'maker_count' | 'product_count' | 'challenge_count'>
): string {
	const parts = [
		technique.maker_count > 0 ? m.count_makers({ count: technique.maker_count }) : '',
		technique.product_count > 0 ? m.count_products({ count: technique.product_count }) : '',
		technique.challenge_count > 0 ? m.techniques_challenges({ count: technique.challenge_count }) : ''
	].filter(Boolean);
	return parts.join(', ') || m.techniques_nobody();
}
