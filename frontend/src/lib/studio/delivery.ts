/** Delivery settings while they are edited. */
import type { DeliverySettings, ParcelBand, PickupPlace, SaveDelivery } from '#lib/api/types.ts';
import { closed, opened, type Texts } from '#lib/work/translations.ts';

export interface OpenBand extends Omit<ParcelBand, 'name' | 'price' | 'free_over'> {
	key: string;
	name: Texts;
	price: number | null;
	free_over: number | null;
}
export interface OpenPlace extends Omit<PickupPlace, 'name' | 'hours'> {
	key: string;
	name: Texts;
	hours: Texts;
}
export interface OpenDelivery extends Omit<
	DeliverySettings,
	'bands' | 'pickup_places' | 'made_to_order_note' | 'version'
> {
	bands: OpenBand[];
	pickup_places: OpenPlace[];
	made_to_order_note: Texts;
}

let keys = 0;
const key = (id: string | null | undefined) => id ?? `new-${++keys}`;

export function openDelivery(settings: DeliverySettings): OpenDelivery {
	const { version: _version, ...rest } = settings;
	return {
		...rest,
		made_to_order_note: opened(rest.made_to_order_note),
		bands: rest.bands.map((band) => ({
			...band,
			key: key(band.id),
			name: opened(band.name),
			price: band.price.amount,
			free_over: band.free_over?.amount ?? null
		})),
		pickup_places: rest.pickup_places.map((place) => ({
			...place,
			key: key(place.id),
			name: opened(place.name),
			hours: opened(place.hours)
		}))
	};
}

export function closeDelivery(open: OpenDelivery, currency = 'EUR'): SaveDelivery {
	return {
		...open,
		made_to_order_note: closed(open.made_to_order_note),
		bands: open.bands.map(({ key: _key, ...band }) => ({
			...band,
			name: closed(band.name),
			price: { amount: band.price ?? 0, currency },
			free_over: band.free_over === null ? null : { amount: band.free_over, currency }
		})),
		pickup_places: open.pickup_places.map(({ key: _key, ...place }) => ({
			...place,
			name: closed(place.name),
			hours: closed(place.hours)
		}))
	};
}

export const blankBand = (): OpenBand => ({
	key: key(null),
	id: null,
	name: opened({}),
	countries: ['SI'],
	max_weight_g: 2000,
	max_length_mm: 600,
	max_width_mm: 400,
	max_height_mm: 300,
	price: null,
	free_over: null
});

export const blankPlace = (): OpenPlace => ({
	key: key(null),
	id: null,
	kind: 'studio',
	name: opened({}),
	address: '',
	hours: opened({}),
	active: true
});
