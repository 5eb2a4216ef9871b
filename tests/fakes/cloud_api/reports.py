"""What Meta reports of the account, the number and its templates: a value for every field that a bot may be told.

After the pages of developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference, read in
November 2026: `api.tells(*REPORTS["paused"])`.
"""

from typing import Any

Report = tuple[str, dict[str, Any]]
"""The field, and its value."""

_TEMPLATE = {
    "message_template_id": 1_689_556_908_129_832,
    "message_template_name": "pengingat",
    "message_template_language": "id",
}

REPORTS: dict[str, Report] = {
    "restricted": (
        "account_update",
        {
            "event": "ACCOUNT_RESTRICTION",
            "restriction_info": [
                {"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING", "expiration": 1_796_700_000},
                {"restriction_type": "RESTRICTED_CUSTOMER_INITIATED_MESSAGING", "expiration": 1_796_700_000},
            ],
        },
    ),
    "banned": (
        "account_update",
        {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "DISABLE", "waba_ban_date": "December 1, 2026"}},
    ),
    "violation": (
        "account_update",
        {"event": "ACCOUNT_VIOLATION", "violation_info": {"violation_type": "SPAM", "remediation": "See the policy."}},
    ),
    "reviewed": ("account_review_update", {"decision": "REJECTED"}),
    "alert": (
        "account_alerts",
        {
            "entity_type": "PHONE_NUMBER",
            "entity_id": "106540352242922",
            "alert_severity": "CRITICAL",
            "alert_status": "ACTIVE",
            "alert_type": "INCREASED_CAPABILITIES_ELIGIBILITY_FAILED",
            "alert_description": "The number cannot be given more.",
        },
    ),
    "capability": (
        "business_capability_update",
        {"max_daily_conversations_per_business": "TIER_2K", "max_phone_numbers_per_business": 25},
    ),
    "approved": (
        "message_template_status_update",
        {"event": "APPROVED", **_TEMPLATE, "reason": "NONE", "message_template_category": "UTILITY"},
    ),
    "rejected": (
        "message_template_status_update",
        {"event": "REJECTED", **_TEMPLATE, "reason": "INVALID_FORMAT", "message_template_category": "UTILITY"},
    ),
    "paused": (
        "message_template_status_update",
        {
            "event": "PAUSED",
            **_TEMPLATE,
            "reason": None,
            "other_info": {"title": "FIRST_PAUSE", "description": "Paused for 3 hours, until 10:00 UTC."},
        },
    ),
    "quality": (
        "message_template_quality_update",
        {"previous_quality_score": "GREEN", "new_quality_score": "YELLOW", **_TEMPLATE},
    ),
    "category": (
        "template_category_update",
        {**_TEMPLATE, "previous_category": "UTILITY", "new_category": "MARKETING"},
    ),
    "components": (
        "message_template_components_update",
        {**_TEMPLATE, "message_template_element": "Kota Bekasi mengingatkan.", "message_template_footer": "SIGAP"},
    ),
    "number quality": (
        "phone_number_quality_update",
        {
            "display_phone_number": "6282110002000",
            "event": "DOWNGRADE",
            "current_limit": "TIER_250",
            "max_daily_conversations_per_business": "TIER_250",
        },
    ),
    "name": (
        "phone_number_name_update",
        {
            "display_phone_number": "6282110002000",
            "decision": "APPROVED",
            "requested_verified_name": "SIGAP",
            "rejection_reason": None,
        },
    ),
    "pin": (
        "security",
        {"display_phone_number": "6282110002000", "event": "PIN_CHANGED", "requester": "Badan Uji"},
    ),
    "field of tomorrow": (
        "a_field_of_tomorrow",
        {"event": "SOMETHING", "numbers": [1, 2.5, None], "deep": {"deeper": {}}},
    ),
}
