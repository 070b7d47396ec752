import { readFileSync } from 'node:fs';
import { defineConfig } from '@hey-api/openapi-ts';

/**
 * `npm run api`: the shapes of the API, by the names of its schemas, from the one document that the server's tests keep
 * true to the routes. What comes of it is not committed: every check writes it anew, so it cannot be stale.
 * The server writes every field of an answer, also those without a value (as null); a field may only be left out of
 * a request. The document cannot say so, therefore everything that occurs in an answer is made required here.
 */
interface Schema {
	$ref?: string;
	properties?: Record<string, Schema>;
	required?: string[];
	[key: string]: unknown;
}
interface Document {
	paths: Record<string, Record<string, { responses?: unknown }>>;
	components: { schemas: Record<string, Schema> };
}

function refs(value: unknown): string[] {
	if (Array.isArray(value)) return value.flatMap(refs);
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) =>
		key === '$ref' && typeof inner === 'string' ? [inner.split('/').pop() ?? ''] : refs(inner)
	);
}

const document = JSON.parse(readFileSync('../docs/openapi.json', 'utf8')) as Document;
const schemas = document.components.schemas;
const answered = new Set<string>();
const waiting = Object.values(document.paths).flatMap((path) =>
	Object.values(path).flatMap((operation) => refs(operation.responses))
);
for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
	if (answered.has(name)) continue;
	answered.add(name);
	waiting.push(...refs(schemas[name]));
}

function complete(value: unknown): void {
	if (Array.isArray(value)) value.forEach(complete);
	else if (typeof value === 'object' && value !== null) {
		const schema = value as Schema;
		if (schema.properties && schema.type === 'object') schema.required = Object.keys(schema.properties);
		Object.values(value).forEach(complete);
	}
}
for (const name of answered) complete(schemas[name]);

export default defineConfig({
	input: document as never,
	output: { path: './src/lib/api/generated', clean: true, tsConfigPath: null },
	plugins: [{ name: '@hey-api/typescript', enums: false }]
});
