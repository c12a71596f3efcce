package dev.hone.store;

import dev.hone.core.AgentId;
import dev.hone.core.TenantId;

/**
 * What an API key allows.
 *
 * @param agent the agent that speaks through this key
 * @param purpose free text for people: what the key is for
 * @param consent whether steps made through this key may be trained on
 * @param lessons whether lessons are put into prompts of this key
 * @param admin whether the key may use the admin API of its tenant
 */
public record KeyGrant(
    TenantId tenant,
    AgentId agent,
    String purpose,
    boolean consent,
    boolean lessons,
    boolean admin) {}
