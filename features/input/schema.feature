Feature: Documents that break the schema
  What does not fit the schema is rejected with the code of its defect, at the place of its defect, and nothing of it is
  stored. Nothing is guessed, filled in, cut off or put right.

  Background:
    Given a journey into the country under test, secured by the partner's guarantor

  @BI02 @REQ-XNK-004 @REQ-XNK-003 @REQ-XNK-015
  Scenario: The root is no message
    When a document comes whose root is no message of the profile
    Then the document whose root is no message of the profile is rejected, and the rejection says where
    And nothing of it is stored

  @BI03 @REQ-XNK-004 @REQ-XNK-003 @REQ-XNK-015
  Scenario: There is more than the schema knows
    When a document comes with an element that no schema knows
    Then the document with an element that no schema knows is rejected, and the rejection says where
    And nothing of it is stored
    When a document comes with a fourth vehicle in its train
    Then the document with a fourth vehicle in its train is rejected, and the rejection says where
    And nothing of it is stored

  @BI04 @REQ-XNK-005 @REQ-XNK-003 @REQ-XNK-015
  Scenario: Something is missing
    When a document comes without the name of the carrier
    Then the document without the name of the carrier is rejected, and the rejection says where
    When a document comes without the plate of the tractor
    Then the document without the plate of the tractor is rejected, and the rejection says where
    And nothing of it is stored

  @BI05 @REQ-XNK-006 @REQ-XNK-003 @REQ-XNK-015
  Scenario: A code is in no list
    When a document comes with a mode of capture that is in no list
    Then the document with a mode of capture that is in no list is rejected, and the rejection says where
    And nothing of it is stored

  @BI06 @REQ-XNK-007 @REQ-XNK-003 @REQ-XNK-015
  Scenario: A text is too long, or empty
    When a document comes with a name that is too long
    Then the document with a name that is too long is rejected, and the rejection says where
    When a document comes with a name that is empty
    Then the document with a name that is empty is rejected, and the rejection says where
    And nothing of it is stored

  @BI07 @REQ-XNK-008 @REQ-XNK-003 @REQ-XNK-015
  Scenario: A value has another form
    When a document comes with a plate in small letters
    Then the document with a plate in small letters is rejected, and the rejection says where
    When a document comes with a time of no zone
    Then the document with a time of no zone is rejected, and the rejection says where
    When a document comes with the thirtieth of February
    Then the document with the thirtieth of February is rejected, and the rejection says where
    And nothing of it is stored

  @BI14 @REQ-XNK-004 @REQ-XNK-003 @REQ-XNK-015 @REQ-VER-002
  Scenario: The namespace or the version is another one
    When a document comes in the namespace of another profile
    Then the document in the namespace of another profile is rejected, and the rejection says where
    When advance data come in a version that nobody agreed
    Then they are refused for their version
    And nothing of it is stored

  @BI22 @REQ-XNK-008 @REQ-XNK-003 @REQ-XNK-015
  Scenario: A number is written otherwise
    When a document comes with a negative number of packages
    Then the document with a negative number of packages is rejected, and the rejection says where
    When a document comes with a number of packages in powers of ten
    Then the document with a number of packages in powers of ten is rejected, and the rejection says where
    When a document comes with a comma in its mass
    Then the document with a comma in its mass is rejected, and the rejection says where
    When a document comes with an item of number nought
    Then the document with an item of number nought is rejected, and the rejection says where
    And nothing of it is stored

  @BI26 @REQ-XNK-008 @REQ-XNK-003 @REQ-XNK-015
  Scenario: A plate only looks like one
    When a document comes with a plate that only looks like one
    Then the document with a plate that only looks like one is rejected, and the rejection says where
    And nothing of it is stored

  @BI27 @REQ-XNK-004 @REQ-XNK-003 @REQ-XNK-015
  Scenario: An empty tag stands for what is unknown
    When a document comes with an empty tag for what is unknown
    Then the document with an empty tag for what is unknown is rejected, and the rejection says where
    And nothing of it is stored

  @BI35 @REQ-XNK-018
  Scenario: Elements and attributes of every message, as chance has it
    When 2 documents of every kind come, each with one thing done to it
    Then each is rejected with the code and at the place that its schema demands
