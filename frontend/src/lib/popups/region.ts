/** Gorenjska in a frame of 640 by 480: an equal-area enough sketch for finding one's way, from public coordinates. */
import type { Position } from '#lib/api/index.ts';

const west = 13.72;
const east = 14.62;
const north = 46.53;
const south = 45.99;

/** Where a position lies in the frame. */
export function placed({ latitude, longitude }: Position): { x: number; y: number } {
	return {
		x: Math.round(((longitude - west) / (east - west)) * 640),
		y: Math.round(((north - latitude) / (north - south)) * 480)
	};
}

export const onMap = ({ latitude, longitude }: Position): boolean =>
	longitude > west && longitude < east && latitude > south && latitude < north;

type Point = readonly [latitude: number, longitude: number];
const at = ([latitude, longitude]: Point) => placed({ latitude, longitude });

/** A line through the points, its corners rounded as water rounds them. */
function flowing(points: readonly Point[]): string {
	const [first, ...rest] = points.map(at);
	if (!first) return '';
	let path = `M${first.x} ${first.y}`;
	rest.forEach((point, index) => {
		const next = rest[index + 1];
		path += next
			? `Q${point.x} ${point.y} ${(point.x + next.x) / 2} ${(point.y + next.y) / 2}`
			: `T${point.x} ${point.y}`;
	});
	return path;
}

const straight = (points: readonly Point[]) =>
	`M${points
		.map(at)
		.map(({ x, y }) => `${x} ${y}`)
		.join('L')}`;

export const rivers = [
	{
		name: 'Sava Dolinka in Sava',
		width: 9,
		path: flowing([
			[46.49, 13.72],
			[46.485, 13.79],
			[46.452, 13.96],
			[46.428, 14.08],
			[46.37, 14.13],
			[46.338, 14.18],
			[46.3, 14.26],
			[46.25, 14.34],
			[46.19, 14.38],
			[46.13, 14.42],
			[46.09, 14.5],
			[46.07, 14.62]
		])
	},
	{
		name: 'Sava Bohinjka',
		width: 6,
		path: flowing([
			[46.285, 13.83],
			[46.275, 13.95],
			[46.305, 14.06],
			[46.34, 14.13],
			[46.338, 14.18]
		])
	},
	{
		name: 'Poljanska Sora',
		width: 5,
		path: flowing([
			[46.02, 14.08],
			[46.05, 14.12],
			[46.107, 14.15],
			[46.134, 14.19],
			[46.14, 14.26],
			[46.165, 14.31],
			[46.142, 14.41]
		])
	},
	{
		name: 'Selška Sora',
		width: 4,
		path: flowing([
			[46.225, 14.08],
			[46.222, 14.17],
			[46.195, 14.25],
			[46.165, 14.31]
		])
	},
	{
		name: 'Kokra',
		width: 4,
		path: flowing([
			[46.39, 14.5],
			[46.33, 14.47],
			[46.295, 14.42],
			[46.24, 14.36]
		])
	},
	{
		name: 'Tržiška Bistrica',
		width: 4,
		path: flowing([
			[46.42, 14.34],
			[46.364, 14.31],
			[46.32, 14.29],
			[46.295, 14.27]
		])
	}
] as const;

/** The saw-tooth roof that turns into the Karavanke. */
export const ridge = straight([
	[46.5, 13.72],
	[46.521, 13.8],
	[46.498, 13.85],
	[46.52, 13.93],
	[46.485, 13.98],
	[46.508, 14.03],
	[46.468, 14.08],
	[46.496, 14.13],
	[46.44, 14.17],
	[46.478, 14.22],
	[46.43, 14.27],
	[46.468, 14.34],
	[46.436, 14.39],
	[46.462, 14.45],
	[46.424, 14.51],
	[46.452, 14.56],
	[46.41, 14.62]
]);

const town = (name: string, latitude: number, longitude: number, left = false) => ({
	name,
	left,
	...placed({ latitude, longitude })
});
export const towns = [
	town('Kranj', 46.2389, 14.3556),
	town('Škofja Loka', 46.1655, 14.3063, true),
	town('Tržič', 46.364, 14.31),
	town('Jesenice', 46.4305, 14.0669, true),
	town('Žiri', 46.0437, 14.1089),
	town('Kropa', 46.29, 14.203, true),
	town('Bled', 46.369, 14.114, true),
	town('Bohinj', 46.2767, 13.955)
] as const;
