/**
 * The workshop drawing of a product from its three measures: a box in isometric projection with a sheet of A4
 * beside it, because everybody knows how large that is. Everything in millimetres until it is fitted to the field.
 */
export interface Box {
	length: number;
	width: number;
	height: number;
}

export interface Point {
	x: number;
	y: number;
}

export interface Label {
	at: Point;
	text: 'length' | 'width' | 'height';
	from: Point;
	to: Point;
}

export interface Drawing {
	/** Seen edges, hidden edges and the sheet, as SVG paths. */
	outline: string;
	hidden: string;
	sheet: string;
	sheetAt: Point;
	labels: Label[];
}

const cos = Math.cos(Math.PI / 6);
const sin = 0.5;
const a4 = { long: 297, short: 210 };

function project(x: number, y: number, z: number): Point {
	return { x: (x - y) * cos, y: (x + y) * sin - z };
}

function path(points: Point[], closed = false): string {
	return (
		points.map(({ x, y }, at) => `${at ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('') +
		(closed ? 'Z' : '')
	);
}

interface Field {
	width: number;
	height: number;
	/** Room for the dimension lines around the drawing. */
	margin: number;
	/** How far the dimension lines stand off. */
	out: number;
	/** Without the sheet the box alone fills the field. */
	sheet: boolean;
}

/** Fits the drawing into a field. */
export function drawBox(box: Box, field: Field): Drawing {
	const { length: l, width: w, height: h } = box;
	const gap = Math.max(l, w) * 0.1;
	const corners = [0, l].flatMap((x) => [0, w].flatMap((y) => [0, h].map((z) => project(x, y, z))));
	// The sheet lies before the near corner, straight below it on the page.
	const sheetCorners = [
		project(l + gap, w + gap, 0),
		project(l + gap + a4.short, w + gap, 0),
		project(l + gap + a4.short, w + gap + a4.long, 0),
		project(l + gap, w + gap + a4.long, 0)
	];
	const all = field.sheet ? [...corners, ...sheetCorners] : corners;
	const left = Math.min(...all.map(({ x }) => x));
	const right = Math.max(...all.map(({ x }) => x));
	const top = Math.min(...all.map(({ y }) => y));
	const bottom = Math.max(...all.map(({ y }) => y));
	const scale = Math.min(
		(field.width - 2 * field.margin) / (right - left),
		(field.height - 2 * field.margin) / (bottom - top)
	);
	const shift = {
		x: (field.width - (right - left) * scale) / 2 - left * scale,
		y: (field.height - (bottom - top) * scale) / 2 - top * scale
	};
	const fit = ({ x, y }: Point): Point => ({ x: x * scale + shift.x, y: y * scale + shift.y });
	const at = (x: number, y: number, z: number) => fit(project(x, y, z));

	const outline = [
		path([at(0, 0, h), at(l, 0, h), at(l, w, h), at(0, w, h)], true),
		path([at(l, 0, h), at(l, 0, 0), at(l, w, 0), at(l, w, h)]),
		path([at(l, w, 0), at(0, w, 0), at(0, w, h)])
	].join('');
	const hidden = path([at(0, w, 0), at(0, 0, 0), at(0, 0, h)]) + path([at(0, 0, 0), at(l, 0, 0)]);
	const sheet = sheetCorners.map(fit);

	const { out } = field;
	const away = (from: Point, to: Point, dx: number, dy: number, text: Label['text']): Label => {
		const a = { x: from.x + dx * out, y: from.y + dy * out };
		const b = { x: to.x + dx * out, y: to.y + dy * out };
		return { text, from: a, to: b, at: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } };
	};
	return {
		outline,
		hidden,
		sheet: field.sheet ? path(sheet, true) : '',
		sheetAt: mean(sheet),
		labels: [
			away(at(0, 0, h), at(l, 0, h), sin, -cos, 'length'),
			away(at(l, 0, 0), at(l, w, 0), sin, cos, 'width'),
			away(at(l, 0, 0), at(l, 0, h), 1, 0, 'height')
		]
	};
}

function mean(points: Point[]): Point {
	return {
		x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
		y: points.reduce((sum, { y }) => sum + y, 0) / points.length
	};
}
