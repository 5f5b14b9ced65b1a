Feature: Business rules on receipt
  What can be read may still be wrong. Its receiver refuses it, names the rule, the place and what stands there, and stores
  nothing of it. A principal's own office holds a declaration to the same rules.

  Background:
    Given a journey into the country under test, secured by its own guarantor
    When the goods are declared, guaranteed and released

  @BI15 @REQ-RUL-020
  Scenario: A movement number fails its check digit
    When advance data come whose movement number fails its check digit
    Then those whose movement number fails its check digit are refused

  @BI16 @REQ-RUL-021
  Scenario: A movement that never was arrives
    Given a journey out of the country under test, secured by its own guarantor
    When the arrival of a movement comes that never was
    Then it is refused because the movement does not exist

  @BI17 @REQ-RUL-022 @REQ-RUL-026
  Scenario: A container number fails its check digit
    When advance data come whose container number fails its check digit
    Then those whose container number fails its check digit are refused
    And the refusal names rule, place and value for those whose container number fails its check digit

  @BI18 @REQ-RUL-023 @REQ-RUL-027 @REQ-RUL-028
  Scenario: Items weigh more than the whole
    When advance data come whose items weigh more than the whole
    Then those whose items weigh more than the whole are refused
    When advance data come whose items weigh more than the whole, and that count more seals than they list
    Then the refusal names both whose items weigh more than the whole, and that count more seals than they list
    Given a journey out of the country under test, secured by its own guarantor
    When the principal declares items that weigh more than the whole
    Then the declaration is refused by that rule, and nothing is sent

  @BI19 @REQ-RUL-024 @REQ-RUL-026 @REQ-RUL-027
  Scenario: Fewer seals are listed than counted
    When advance data come that count more seals than they list
    Then those that count more seals than they list are refused
    And the refusal names rule, place and value for those that count more seals than they list
    Given a journey out of the country under test, secured by its own guarantor
    When the principal declares more seals than are listed
    Then the declaration is refused by that rule, and nothing is sent

  @BI20 @REQ-RUL-025 @REQ-RUL-029 @REQ-RUL-026
  Scenario: Offices and codes that are in no list, and a road that is none
    When advance data come that name an office which is in no list
    Then those that name an office which is in no list are refused
    When advance data come whose kind of packages is in no list
    Then those whose kind of packages is in no list are refused
    When advance data come whose offices are in no order of any road
    Then those whose offices are in no order of any road are refused
    And the refusal names rule, place and value for those whose offices are in no order of any road

  @BI21 @REQ-RUL-030 @REQ-RUL-026
  Scenario: The time limit lies before the release
    When advance data come whose time limit lies before the release
    Then those whose time limit lies before the release are refused
    And the refusal names rule, place and value for those whose time limit lies before the release

  @BI25 @REQ-RUL-031 @REQ-RUL-026
  Scenario: A text turns the direction of writing
    When advance data come whose text turns the direction of writing
    Then those whose text turns the direction of writing are refused
    And the refusal names rule, place and value for those whose text turns the direction of writing

  @BI31 @REQ-RUL-040 @REQ-RUL-044 @REQ-RUL-045 @REQ-RUL-046 @REQ-RUL-026
  Scenario: Sums, names and lists that do not fit
    When advance data come whose packages do not add up
    Then those whose packages do not add up are refused
    And the refusal names rule, place and value for those whose packages do not add up
    When advance data come whose item goes to a consignee who is not listed
    Then those whose item goes to a consignee who is not listed are refused
    And the refusal names rule, place and value for those whose item goes to a consignee who is not listed
    When advance data come whose amount is at risk where nobody passes
    Then those whose amount is at risk where nobody passes are refused
    And the refusal names rule, place and value for those whose amount is at risk where nobody passes
    When advance data come whose document is of a kind in no list
    Then those whose document is of a kind in no list are refused
    And the refusal names rule, place and value for those whose document is of a kind in no list

  @BI32 @REQ-RUL-041 @REQ-RUL-042 @REQ-RUL-043 @REQ-RUL-026
  Scenario: Seals that contradict themselves
    When advance data come that list a seal twice
    Then those that list a seal twice are refused
    And the refusal names rule, place and value for those that list a seal twice
    When advance data come whose unit bears no seal and does not say why
    Then those whose unit bears no seal and does not say why are refused
    And the refusal names rule, place and value for those whose unit bears no seal and does not say why
    When advance data come whose unit bears seals and says why it has none
    Then those whose unit bears seals and says why it has none are refused
    And the refusal names rule, place and value for those whose unit bears seals and says why it has none

  @BI33 @REQ-RUL-047 @REQ-RUL-049 @REQ-RUL-026 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Things that happened in the future, or too early
    When advance data come that happened in the future
    Then those that happened in the future are refused
    And the refusal names rule, place and value for those that happened in the future
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When an entry comes that happened before the release
    Then that entry is refused for its time
    When the vehicle enters the country of destination
    And the goods are presented at the office of destination
    And control finds the goods in order
    Then the movement is written off and the guarantee free

  @BI34 @REQ-RUL-048 @REQ-RUL-050 @REQ-RUL-051 @REQ-RUL-054 @REQ-DEP-004 @REQ-GUA-003
  Scenario: Messages that contradict themselves
    Given a journey out of the country under test, secured by its own guarantor
    And the goods are released and have left the country of departure
    When an entry comes that is no test traffic
    Then that entry is refused for its mode
    When an entry comes whose envelope says something else than its body
    Then that entry is refused for its envelope
    When an entry comes from paper that nobody stamped
    Then that entry is refused for its paper
    When the vehicle enters the country of destination
    And the goods are presented at the office of destination
    And a control result comes that contradicts its code
    Then that result is refused by its rule
    When control finds the goods in order
    Then the movement is written off and the guarantee free
