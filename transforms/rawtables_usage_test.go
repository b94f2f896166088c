package transforms

func usageTables() []Table {
	return []Table{
		landed("amplitude_events", "event_key", "", "event_key VARCHAR, insert_id VARCHAR, uuid VARCHAR, event VARCHAR, user_id VARCHAR, device_id VARCHAR, amplitude_id BIGINT, "+
			"session_id BIGINT, account_id VARCHAR, quantity DOUBLE, occurred_at TIMESTAMP, received_at TIMESTAMP, uploaded_at TIMESTAMP"),
		landed("posthog_events", "uuid", "", "uuid VARCHAR, event VARCHAR, distinct_id VARCHAR, account_id VARCHAR, quantity DOUBLE, session_id VARCHAR, occurred_at TIMESTAMP, received_at TIMESTAMP"),
		landed("segment_messages", "message_id", "", "message_id VARCHAR, type VARCHAR, event VARCHAR, name VARCHAR, user_id VARCHAR, anonymous_id VARCHAR, previous_id VARCHAR, group_id VARCHAR, "+
			"context_group_id VARCHAR, property_group_id VARCHAR, quantity DOUBLE, occurred_at TIMESTAMP, original_at TIMESTAMP, sent_at TIMESTAMP, received_at TIMESTAMP, traits VARCHAR"),
	}
}
