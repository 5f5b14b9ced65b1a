Feature: Broken messages
  What is not XML cannot be business. Its sender must be told where it breaks.

  @BI01 @REQ-XNK-001 @REQ-XNK-002 @REQ-XNK-003
  Scenario: Advance data are not well-formed
    Given a journey into the country under test, secured by the partner's guarantor
    When advance data with a broken end tag come from the partner
    Then they are refused as not well-formed
    And the refusal names line and column of the defect
    And nothing of them is stored
