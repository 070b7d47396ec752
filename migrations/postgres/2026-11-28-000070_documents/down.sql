DROP TABLE documents;
DROP TABLE document_series;
DROP FUNCTION documents_are_kept();
