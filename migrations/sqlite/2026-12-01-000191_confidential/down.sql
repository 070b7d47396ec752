DROP TABLE challenge_attachment_reads;
DROP TABLE challenge_confidences;
DROP TABLE challenge_attachments;
