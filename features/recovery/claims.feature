Feature: Claims on the guarantee
  The competent country claims its portion. It may take the claim back, and the guarantor may refuse to pay; then the portion
  is what it was. As long as nobody has decided, nothing of the guarantee is freed.

  @GU15 @REQ-CLM-005
  Scenario: A claim is taken back
    Given a journey out of the country under test, secured by its own guarantor
    And the country of destination recovers, for a discrepancy that nobody resolved
    When the competent country claims its portion of the guarantee
    And the competent country takes its claim back
    Then the guarantor hears of it, and the portion is reserved again
    Given a journey into the country under test, secured by the partner's guarantor
    And the country of destination recovers, for a discrepancy that nobody resolved
    When the competent country claims its portion of the guarantee
    And the competent country takes its claim back
    Then the guarantor hears of it, and the portion is reserved again

  @GU16 @REQ-CLM-006
  Scenario: The guarantor rejects a claim
    Given a journey out of the country under test, secured by its own guarantor
    And the country of destination recovers, for a discrepancy that nobody resolved
    When the competent country claims its portion of the guarantee
    And the guarantor rejects the claim
    Then the claimant is told, and the portion is reserved again

  @GU17 @REQ-CLM-002 @REQ-CLM-007
  Scenario: A portion that was paid is claimed once more
    Given a journey out of the country under test, secured by its own guarantor
    And the country of destination recovers, for a discrepancy that nobody resolved
    When the competent country claims its portion of the guarantee
    And the guarantor accepts the claim, and pays it
    Then the claimant is told that the claim is accepted, and that it is paid
    When the competent country claims its portion of the guarantee
    Then the claimant is told that nothing is left to claim

  @GU18 @REQ-CLM-008
  Scenario: Nobody decides on a claim
    Given a journey out of the country under test, secured by its own guarantor
    And the country of destination recovers, for a discrepancy that nobody resolved
    When the competent country claims its portion of the guarantee
    And nobody decides on the claim for sixty days
    Then claimant and guarantor are reminded, and the portion stays claimed
    Given a journey into the country under test, secured by its own guarantor
    And the country of destination recovers, for a discrepancy that nobody resolved
    When the competent country claims its portion of the guarantee
    And nobody decides on the claim for sixty days
    Then claimant and guarantor are reminded, and the portion stays claimed

  @RC14 @REQ-CLM-009
  Scenario: The guarantee is to be freed while a portion is claimed
    Given a journey out of the country under test, secured by its own guarantor
    And the country of destination recovers, for a discrepancy that nobody resolved
    When the competent country claims its portion of the guarantee
    And the competent country waives the duties
    Then the order to free the guarantee waits for the claim
    When the guarantor rejects the claim
    Then the order is obeyed, and every portion is free
    Given a journey into the country under test, secured by its own guarantor
    And the country of destination recovers, for a discrepancy that nobody resolved
    When the competent country claims its portion of the guarantee
    And the competent country waives the duties
    Then the order to free the guarantee waits for the claim
    When the guarantor rejects the claim
    Then the order is obeyed, and every portion is free
