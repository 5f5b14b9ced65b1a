Feature: Transit accompanying document
  The driver carries paper. Whoever stops him reads from it what travels, under which seals, where to and until when, and
  finds the movement by its codes.

  @SE14 @REQ-TAD-004 @REQ-TAD-005
  Scenario: A principal writes markup into free text
    Given a journey out of the country under test, secured by its own guarantor
    And the principal has written markup into names and descriptions
    When the goods are declared and guaranteed
    Then no accompanying document can be printed yet
    When the goods are examined, found in order and released
    Then the accompanying document shows free text as it was written, and runs nothing
