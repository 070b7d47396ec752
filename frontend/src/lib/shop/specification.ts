import type { ProductPage } from '#lib/api/index.ts';
import { m, number, size, weight } from '#lib/i18n/index.ts';
import type { TitleCell } from '#lib/ui/TitleBlock.svelte';

/** The title block of a product: only what is known, two wide cells first, as on the drawing. */
export function specification(product: ProductPage): TitleCell[] {
	const cells: TitleCell[] = [];
	const add = (label: string, value: string, more: Partial<TitleCell> = {}) => {
		if (value) cells.push({ label, value, ...more });
	};
	add(
		m.material(),
		product.materials
			.map(({ name, percent }) => (percent > 0 && percent < 100 ? `${name} ${number(percent)}\u00a0%` : name))
			.join(', '),
		{ width: 'h' }
	);
	const measures = product.dimensions_mm;
	if (measures)
		add(m.measures(), size(measures.length, measures.width, measures.height), { width: 'h', numeric: true });
	if (product.weight_g) add(m.weight(), weight(product.weight_g), { numeric: true });
	add(m.technique(), product.techniques.map(({ name }) => name).join(', '), { width: 'l' });
	if (product.lead_time_days !== null) {
		add(
			product.made_to_order ? m.making_time() : m.dispatch_time(),
			m.count_days({ count: product.lead_time_days }),
			{
				numeric: true
			}
		);
	}
	add(
		m.edition(),
		product.edition || (product.edition_size ? m.count_pieces({ count: product.edition_size }) : '')
	);
	add(m.identifier_short(), product.variants[0]?.sku ?? '', { numeric: true });
	add(m.town(), product.town?.name ?? '');
	return cells;
}
