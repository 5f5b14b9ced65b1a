Feature: Controls
  Officers control on the way and at destination, and each of them sees what the others did.

  @CT03 @REQ-CTL-002 @REQ-CTL-003 @REQ-HLD-001 @REQ-DEP-004 @REQ-GUA-003
  Scenario: The seals are replaced after a scan at the joint post
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When the office of entry scans the vehicle and replaces its seals
    Then the other country is told of the new seals
    When the goods arrive under the new seals, and control finds them in order
    Then the new seals raise no hold
    And the movement is written off and the guarantee free
    Given a journey into the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When the office of entry scans the vehicle and replaces its seals
    Then the other country is told of the new seals
    And the office of destination has the new seals to check

  @CT04 @REQ-CTL-004 @REQ-CTL-005 @REQ-DST-002
  Scenario: Full control at destination compares plates and seals
    Given a journey into the country under test, secured by its own guarantor
    When the goods are released and travel to the office of destination
    And the office of destination begins a full control
    Then the goods are under control
    When full control finds goods, plates and seals as declared
    Then the result of the full control is notified, with the seals seen
    And the movement is written off and the guarantee free

  @CT05 @REQ-CTL-006 @REQ-DST-002
  Scenario: Control of the documents alone
    Given a journey into the country under test, secured by the partner's guarantor
    When the goods are released and travel to the office of destination
    And control of the documents finds all in order, and the goods go into a warehouse
    Then the result is notified
    And it says what the goods do next
    And the movement is written off and the guarantee free
